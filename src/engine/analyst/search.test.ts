import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fold, holdsText, searchRecords } from './search.ts'

async function search(records: readonly string[], text: string): Promise<number[]> {
  const encoder = new TextEncoder()
  const bytes = records.map((record) => encoder.encode(record + '\n'))
  let at = 0
  const offsets = bytes.map((b) => {
    const offset = at
    at += b.length
    return offset
  })
  const found = await searchRecords({
    source: new Blob(bytes),
    offsets: Float64Array.from(offsets),
    lengths: Uint32Array.from(bytes, (b) => b.length - 1),
    needle: fold(text),
  })
  return [...found]
}

describe('text search', () => {
  it('finds text whatever its case, in values and keys', async () => {
    const records = ['{"a":"Fetch URL"}', '{"fetch url":1}', '{"a":"fetch"}']
    expect(await search(records, 'fetch url')).toEqual([0, 1])
    expect(await search(records, 'FETCH')).toEqual([0, 1, 2])
  })

  it('reads through escapes and never matches across values', async () => {
    const records = ['{"a":"say \\"hi\\""}', '{"a":"caf\\u00e9"}', '{"a":"x","b":"y"}']
    expect(await search(records, 'say "hi"')).toEqual([0])
    expect(await search(records, 'CAFÉ')).toEqual([1])
    expect(await search(records, 'x","b')).toEqual([])
    expect(await search(['{"a":"\\u0066etch"}'], 'fetch')).toEqual([0])
  })

  it('finds Vietnamese text written either way', async () => {
    expect(await search(['{"a":"Chuyến bay"}', '{"a":"Chuy\\u1ebfn"}'], 'chuyến')).toEqual([0, 1])
  })

  it('searches unreadable records as the text they are', async () => {
    expect(await search(['{"a":"flight', '{"a":"hotel'], 'Flight')).toEqual([0])
  })

  it('copes with nesting deeper than the stack', () => {
    const deep = '['.repeat(100_000) + '"needle"' + ']'.repeat(100_000)
    expect(holdsText(new TextEncoder().encode(deep), 'needle')).toBe(true)
  })

  it('agrees with searching every parsed record, for any text and needle', async () => {
    const text = fc.string({ unit: fc.constantFrom(...'abkKiIK İß/\\"é\n.') })
    const escaped = (s: string) =>
      JSON.stringify(s).replace(/[^\x20-\x7e]|[ak]/g, (c) => {
        return '\\u' + c.charCodeAt(0).toString(16).padStart(4, '0')
      })
    await fc.assert(
      fc.asyncProperty(fc.array(text), text, fc.boolean(), async (texts, needle, isEscaped) => {
        fc.pre(needle !== '')
        const records = texts.map((t) => (isEscaped ? escaped(t) : JSON.stringify(t)))
        const expected = texts.flatMap((t, i) => (fold(t).includes(fold(needle)) ? [i] : []))
        expect(await search(records, needle)).toEqual(expected)
      }),
      { numRuns: 200 },
    )
  })
})
