import { ExactText } from '../json/exact.ts'
import type { Splice } from '../json/splice.ts'
import type { ToolCall } from '../model/message.ts'
import type { CallPlace, Dialect } from './dialect.ts'

/**
 * The splices that turn a call, where it stands, into another. Only what changed is written anew: the
 * name, single values where the arguments keep their keys, otherwise all arguments.
 */
export function editPlacedCall(
  place: CallPlace,
  dialect: Dialect,
  base: ToolCall,
  next: ToolCall,
): readonly Splice[] {
  const splices: Splice[] = []
  if (next.name !== base.name) splices.push({ ...place.name, text: next.name })
  const was = base.argsText
  const now = next.argsText ?? JSON.stringify(next.args ?? null)
  const isDecoded =
    base.argsWas === 'string' && next.argsWas === 'object' && next.dialect === base.dialect
  if (was === now && !isDecoded) return splices
  const single = was === undefined || isDecoded ? null : editValues(place, dialect, was, now)
  if (single) splices.push(...single)
  else splices.push({ ...place.args, text: dialect.writeArguments(now) })
  return splices.sort((a, b) => a.start - b.start)
}

function editValues(
  { values }: CallPlace,
  dialect: Dialect,
  was: string,
  now: string,
): readonly Splice[] | null {
  if (!values || !dialect.writeValue) return null
  const before = membersOf(was)
  const after = membersOf(now)
  if (before.length !== values.length || after.length !== values.length) return null
  const splices: Splice[] = []
  for (const [i, { key, value }] of values.entries()) {
    const old = before[i]!
    const one = after[i]!
    if (old.key !== key || one.key !== key) return null
    if (old.text !== one.text) splices.push({ ...value, text: dialect.writeValue(one.text) })
  }
  return splices
}

function membersOf(json: string): readonly { key: string; text: string }[] {
  const exact = new ExactText(json)
  return exact
    .members(exact.root)
    .map(({ key, value }) => ({ key, text: json.slice(value.start, value.end) }))
}
