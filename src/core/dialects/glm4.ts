import { isJsonSpace, skipValue } from '../json/exact.ts'
import { isJsonObject, type Json } from '../model/json.ts'
import type { Dialect } from './dialect.ts'
import { asJson, layOut } from './lay-out.ts'
import { bareCall } from './places.ts'

/** GLM-4: the whole message is a name and, on the next line, its arguments as a JSON object. */
export const glm4: Dialect = {
  id: 'glm4',
  title: 'GLM-4',
  openers: [],

  readWhole(text, from, to) {
    const lineEnd = text.indexOf('\n', from)
    if (lineEnd < 0 || lineEnd >= to || lineEnd - from > 200) return null
    const name = text.slice(from, lineEnd).trimEnd()
    if (!/^[\p{L}_][\p{L}\p{N}_.-]*$/u.test(name)) return null
    let start = lineEnd + 1
    while (start < to && isJsonSpace(text.charCodeAt(start))) start++
    if (text[start] !== '{' || skipValue(text, start) !== to) return null
    try {
      if (!isJsonObject(JSON.parse(text.slice(start, to)) as Json)) return null
    } catch {
      return null
    }
    return [bareCall(text, 'glm4', { start: from, end: from + name.length }, { start, end: to })]
  },

  writeArguments: asJson,
  serialise: (items) =>
    layOut(items, (calls) => calls.map(({ name, argsText }) => `${name}\n${argsText}`).join('\n')),

  results: {
    read(text) {
      const match = /^\s*<\|observation\|>\n?([^]*)$/.exec(text)
      return match ? [{ text: match[1] ?? '' }] : null
    },
    write: (results) => results.map(({ text }) => `<|observation|>\n${text}`).join('\n'),
  },
}
