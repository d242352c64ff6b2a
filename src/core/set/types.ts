import type { SetPart } from './digests.ts'
import { counted } from './part-records.ts'
import type { DatasetCheck } from './set-check.ts'
import { typeConflicts } from './type-tally.ts'

const CODE = 'set.types'
/** Records that are named per column; of the others the file's own finding tells the number. */
const MOST_NAMED = 100

export const setTypes: DatasetCheck = {
  code: CODE,
  title: 'Column of several types',
  severity: 'warning',
  help: {
    what: 'A column, or something nested in one, is of another JSON type here than in most records: a text here and an object there, a number here and a text there. Null is of every type.',
    why: 'Arrow gives a column one type. `datasets.load_dataset`, and with it TRL and LLaMA-Factory, stop at such a file or turn values into others.',
    remedy:
      'Write the column in one type throughout; arguments and other free data best as a text of JSON.',
    bad: '{"score": 4} / {"score": "4"}',
    good: '{"score": 4} / {"score": null}',
    source: 'Arrow’s JSON reader: “Column changed from string to object”.',
  },
  async judge({ digests }, report) {
    for (const [index, part] of digests.parts.entries())
      for (const { path, uses } of typeConflicts(part.types)) {
        const [main, ...others] = [...uses].sort((a, b) => b.records - a.records)
        const column = columnName(path)
        const otherwise = `${withArticle(main!.type)} in ${counted(main!.records, 'record')}`
        for (const use of others) {
          for (const { record, path: place } of use.first)
            await report.record(
              globalRecord(part, record),
              'warning',
              `${column} is ${withArticle(use.type)} here and ${otherwise}. Arrow gives a column one type, so load_dataset stops at this file.`,
              place,
            )
          if (use.records > MOST_NAMED)
            await report.part(
              index,
              'warning',
              `${column} is ${withArticle(use.type)} in ${counted(use.records, 'record')} and ${otherwise}; the first ${MOST_NAMED} of them are named. Arrow gives a column one type.`,
            )
        }
      }
  },
}

function globalRecord({ from }: SetPart, record: number): number {
  return from + record
}

/** The pointer as people write it: messages[].content. */
function columnName(path: string): string {
  const name = path
    .slice(1)
    .replaceAll('/*', '[]')
    .replaceAll('/', '.')
    .replaceAll('~1', '/')
    .replaceAll('~0', '~')
  return `\`${name}\``
}

function withArticle(type: string): string {
  return type === 'object' ? 'an object' : type === 'string' ? 'a text' : `a ${type}`
}
