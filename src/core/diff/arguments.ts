import { memberSpans, rootSpan, skipString } from '../json/exact.ts'
import type { ToolCall } from '../model/message.ts'

/** One top-level argument of two calls of the same function. */
export interface ArgumentDiff {
  readonly key: string
  readonly state: 'equal' | 'changed' | 'onlyA' | 'onlyB'
}

/**
 * The arguments of two calls by top-level key: those of `a` in their order, then what only `b` has.
 * Compares the exact texts, so `1`, `1.0` and `"1"` all differ, and so do numbers beyond 2^53; only
 * white space between tokens and the spelling of string escapes do not count. Undefined where the
 * arguments of a side are not an object.
 */
export function diffArguments(a: ToolCall, b: ToolCall): ArgumentDiff[] | undefined {
  const ours = memberTexts(a)
  const theirs = memberTexts(b)
  if (!ours || !theirs) return undefined
  const diffs: ArgumentDiff[] = []
  for (const [key, text] of ours) {
    const other = theirs.get(key)
    diffs.push({ key, state: other === undefined ? 'onlyA' : sameJson(text, other) })
  }
  for (const key of theirs.keys()) if (!ours.has(key)) diffs.push({ key, state: 'onlyB' })
  return diffs
}

/** The exact text of each member; of duplicate keys the last, as `JSON.parse` has it. */
function memberTexts(call: ToolCall): ReadonlyMap<string, string> | undefined {
  if (call.args === undefined) return undefined
  const text = call.argsText ?? JSON.stringify(call.args)
  const { start } = rootSpan(text)
  if (text[start] !== '{') return undefined
  return new Map(
    memberSpans(text, start).map(({ key, value }) => [key, text.slice(value.start, value.end)]),
  )
}

function sameJson(a: string, b: string): 'equal' | 'changed' {
  return a === b || compactJson(a) === compactJson(b) ? 'equal' : 'changed'
}

/** The text without white space between tokens, strings spelled alike, numbers left alone. */
function compactJson(text: string): string {
  let compact = ''
  for (let at = 0; at < text.length;) {
    const quote = text.indexOf('"', at)
    const between = quote < 0 ? text.length : quote
    compact += text.slice(at, between).replace(/\s+/g, '')
    if (quote < 0) break
    at = skipString(text, quote)
    const string = text.slice(quote, at)
    compact += string.includes('\\') ? JSON.stringify(JSON.parse(string)) : string
  }
  return compact
}
