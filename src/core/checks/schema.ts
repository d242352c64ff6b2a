import type { Json } from '../model/json.ts'
import { childPointer } from '../model/json.ts'
import type { Check, RecordShape } from './check.ts'
import { Findings } from './conversation.ts'

const CODE = 'schema'
/** Reasons listed for one record; the first ones tell enough. */
const MOST_REASONS = 10

export const schema: Check = {
  code: CODE,
  title: 'Does not fit its format',
  severity: 'error',
  help: {
    what: 'The record has not the shape that its format prescribes: a field is missing, has another type, or a role is unknown.',
    why: 'What cannot be read is left out of the conversation. A trainer would stop at the row or skip it.',
    remedy: 'Correct the record in its source, or choose another format when loading.',
    bad: '{"conversations": [{"from": "human", "text": "Hi"}]}',
    good: '{"conversations": [{"from": "human", "value": "Hi"}]}',
    source: 'The published description of each format; see the schema in its file.',
  },
  run(sample, { format, record }) {
    const found = new Findings(CODE)
    for (const problem of sample.problems)
      if (problem.kind !== 'tools') found.add('error', problem.message, problem.path)
    if (record !== undefined && found.list.length === 0)
      for (const reason of misfits(format, record)) found.add('error', reason.message, reason.path)
    return found.list
  },
}

/** Why a record does not fit its format; empty when it does. */
export function misfits(
  format: RecordShape,
  record: Json,
): readonly { readonly path: string; readonly message: string }[] {
  if (format.fits(record)) return []
  const parsed = format.schema.safeParse(record)
  if (parsed.success) throw new Error(`${format.id}: fits() refuses what its schema accepts`)
  return parsed.error.issues.slice(0, MOST_REASONS).map((issue) => ({
    path: issue.path.reduce<string>(
      (path, key) => childPointer(path, typeof key === 'number' ? key : String(key)),
      '',
    ),
    message: `${issue.message}.`.replace(/\.\.$/, '.'),
  }))
}
