import type { FormatId } from '../../core/model/sample.ts'
import type { FormatGuess } from '../../engine/protocol.ts'

/** A dataset's first name, from its file: `glaive_toolcall_en_demo.json` → "glaive toolcall en demo". */
export function datasetName(fileName: string): string {
  const stem = fileName
    .replace(/(?<=.)\.(gz|zst|zip)$/i, '')
    .replace(/(?<=.)\.(jsonl?|ndjson|txt|parquet|csv|tsv)$/i, '')
  const name = stem.replace(/[_\s]+/g, ' ').trim()
  return name === '' ? fileName : name
}

const SHARD =
  /[-_.](?:part[-_.]?)?\d{1,6}(?:[-_.]of[-_.]\d{1,6})?(?=\.[^.\d][^.]*(?:\.[^.\d][^.]*)?$|$)/i

/** The name of the set that a shard is a part of: `train-00003-of-00008.jsonl` → "train". */
export function shardName(fileName: string): string {
  return datasetName(fileName.replace(SHARD, ''))
}

/** Whether files are parts of one set: their names differ in a number at the end only. */
export function areShards(fileNames: readonly string[]): boolean {
  if (fileNames.length < 2 || new Set(fileNames).size < fileNames.length) return false
  return (
    fileNames.every((name) => SHARD.test(name)) &&
    new Set(fileNames.map((name) => name.replace(SHARD, ''))).size === 1
  )
}

/** Orders “part 2” before “part 10”, as shards are numbered. */
export const byName = new Intl.Collator('en', { numeric: true }).compare
/** Whether two files are questions and the answers to them: formats `bfcl` and `bfcl/answers`. */
export function isQuestionsWithAnswers(formats: readonly (FormatId | null)[]): boolean {
  const [a, b] = formats
  if (formats.length !== 2 || !a || !b) return false
  return b === `${a}/answers` || a === `${b}/answers`
}

/** The name, or the name with the first number that makes it a new one: "runs 2". */
export function freeName(name: string, taken: readonly string[]): string {
  if (!taken.includes(name)) return name
  let n = 2
  while (taken.includes(`${name} ${n}`)) n++
  return `${name} ${n}`
}

/** How sure a format's detection is, in a word. */
export function sureness(confidence: number): string {
  if (confidence >= 0.9) return 'sure'
  if (confidence >= 0.6) return 'likely'
  return confidence > 0 ? 'a guess' : 'your choice'
}

const LIKELY = 0.6
/** Two formats closer than this fit equally well. */
const LEAD = 0.05

/** Whether the best guess may be taken without asking: likely, and ahead of the next. */
export function isSure([best, second]: readonly FormatGuess[]): boolean {
  if (!best || best.confidence < LIKELY) return false
  return !second || best.confidence - second.confidence >= LEAD
}
