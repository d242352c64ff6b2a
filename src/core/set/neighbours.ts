import { numberOption } from '../checks/options.ts'
import { WINDOW_ROWS } from '../trainer/llama-factory/run.ts'
import { DIGEST_FLAGS, type SetPart } from './digests.ts'
import { labelOf } from './part-records.ts'
import { defineSetCheck } from './set-check.ts'

const CODE = 'set.neighbours'

export const setNeighbours = defineSetCheck({
  code: CODE,
  title: 'Labelled neighbours with the same prompt',
  severity: 'warning',
  help: {
    what: 'A labelled record stands behind one with the same prompt. Windows of 1,000 records are looked at, as the trainer does; in each, the last stands before the first.',
    why: 'KTO takes the answer of the record before as one that has nothing to do with the prompt, to measure how far the model has drifted. An answer to the very prompt makes that estimate wrong.',
    remedy:
      'Mix the records so that neighbours have different prompts. Export to LLaMA-Factory KTO does so by itself.',
    bad: '“Is 7 prime?” → “Yes.” / “Is 7 prime?” → “No.”, one after the other',
    good: '“Is 7 prime?” → “Yes.” / “What is a monad?” → … / “Is 7 prime?” → “No.”',
    source:
      'LLaMA-Factory’s feedback processor (the answer of row i − 1 within a map batch); TRL rotates answers within a batch.',
  },
  options: {
    window: numberOption('Records of a window', WINDOW_ROWS, {
      least: 2,
      most: 1_000_000,
      unit: 'records',
    }),
  },
  targets: { trl: { options: { window: 1_000_000 } } },
  async judge(set, report, { window }) {
    const { digests, pace } = set
    const flags = digests.column('flags')
    const [high, low] = [digests.column('promptHigh'), digests.column('promptLow')]
    for (const part of digests.parts) {
      const rows = labelledRows(part, flags)
      for (let i = 0; i < rows.length; i++) {
        const wait = pace.step(i, rows.length)
        if (wait) await wait
        const start = Math.floor(i / window) * window
        const before = rows[i === start ? Math.min(start + window, rows.length) - 1 : i - 1]!
        const record = rows[i]!
        if (before === record) continue
        if (high[before] !== high[record] || low[before] !== low[record]) continue
        const wraps = before > record ? `, the last of its window of ${window} records,` : ''
        await report.record(
          record,
          'warning',
          `It has the same prompt as ${set.nameOf(before, record)}${wraps} before it. KTO takes that answer for one to another prompt, and its KL estimate is off.`,
        )
      }
    }
  },
})

/** Only labelled records with a prompt are rows of KTO. */
function labelledRows(part: SetPart, flags: Uint16Array): number[] {
  const rows: number[] = []
  for (let record = part.from; record < part.from + part.count; record++) {
    const own = flags[record]!
    if (labelOf(own) === undefined || own & DIGEST_FLAGS.hasPair) continue
    if (own & DIGEST_FLAGS.hasPrompt) rows.push(record)
  }
  return rows
}
