import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readRecord } from '../record.ts'
import { RecentToolSets } from '../formats/tool-sets.ts'
import { csvToJsonl, tableDelimiter } from './csv.ts'
import type { Notice } from './notices.ts'

const utf8 = (text: string) => new TextEncoder().encode(text)

async function read(text: string | Uint8Array, delimiter = ',', chunk = 1 << 20) {
  const bytes = typeof text === 'string' ? utf8(text) : text
  const notices: Notice[] = []
  async function* chunks() {
    for (let at = 0; at < bytes.length; at += chunk)
      yield await Promise.resolve(new Uint8Array(bytes.subarray(at, at + chunk)))
  }
  let out = ''
  for await (const piece of csvToJsonl(chunks(), delimiter, (notice) => notices.push(notice)))
    out += new TextDecoder().decode(piece)
  return { lines: out.split('\n').slice(0, -1), notices: notices.slice(1) }
}

const values = (lines: readonly string[]) => lines.map((line): unknown => JSON.parse(line))

describe('a table', () => {
  test('becomes one object of text a row', async () => {
    const text = '\ufeffid,text\r\n007,"a ""b"", c"\r\n\r\n1.0,"two\nlines"\r\n,\r\n'
    const { lines, notices } = await read(text)
    expect(values(lines)).toEqual([
      { id: '007', text: 'a "b", c' },
      { id: '1.0', text: 'two\nlines' },
      { id: '', text: '' },
    ])
    expect(notices).toEqual([])
  })

  test('reports rows of another length with their line, and makes up nothing', async () => {
    const { lines } = await read('a,b\n1,"x\ny"\n1,2,3\n4\n5,6\n')
    expect(lines).toHaveLength(4)
    expect(values([lines[0]!, lines[3]!])).toEqual([
      { a: '1', b: 'x\ny' },
      { a: '5', b: '6' },
    ])
    const reasons = [lines[1]!, lines[2]!].map((line) => {
      const record = readRecord(utf8(line), 'openai', {
        exact: false,
        toolSets: new RecentToolSets(),
      })
      return record.kind === 'unreadable' ? record.reason : ''
    })
    expect(reasons).toEqual([
      'Line 4 of the table has 3 fields where the header has 2.',
      'Line 5 of the table has 1 field where the header has 2.',
    ])
    expect(lines[1]).toContain('1,2,3')
  })

  test('names header names apart, and an open quote by its line', async () => {
    const { lines, notices } = await read('a,a,,a\n1,2,3,4\n5,6,7,"8\n9')
    expect(values([lines[0]!])).toEqual([{ a: '1', 'a (2)': '2', 'column 3': '3', 'a (3)': '4' }])
    expect(notices[0]?.message).toContain('“a (2)”, “column 3”, “a (3)”')
    expect(lines[1]).toContain('Line 3 of the table opens a quote')
  })

  test('says where bytes are not UTF-8', async () => {
    const { notices } = await read(Uint8Array.from([...utf8('a,b\n1,2\n1,'), 0xe9, 0x0a]))
    expect(notices[0]).toMatchObject({
      kind: 'damaged',
      message: expect.stringContaining('line 3') as unknown,
    })
  })

  test('is the same however its bytes are cut', async () => {
    const piece = fc.constantFrom(',', '"', '""', '\n', '\r\n', '\r', 'é', 'x', ' ')
    await fc.assert(
      fc.asyncProperty(
        fc.array(piece, { maxLength: 30 }),
        fc.integer({ min: 1, max: 4 }),
        async (p, n) => {
          const text = 'a,b\n' + p.join('')
          expect(await read(text, ',', n)).toEqual(await read(text))
        },
      ),
      { numRuns: 300 },
    )
  })

  test('gives back any fields that were quoted', async () => {
    const rows = fc.array(fc.tuple(fc.string(), fc.string()))
    const quoted = (field: string) => `"${field.replaceAll('"', '""')}"`
    await fc.assert(
      fc.asyncProperty(rows, fc.constantFrom(',', '\t', ';'), async (table, delimiter) => {
        const text = [['a', 'b'], ...table].map((r) => r.map(quoted).join(delimiter)).join('\r\n')
        const { lines } = await read(text, delimiter)
        const back = table.map(([a, b]) => ({ a, b }))
        expect(values(lines)).toEqual(JSON.parse(JSON.stringify(back)))
      }),
      { numRuns: 200 },
    )
  })
})

test.each([
  ['prompt,chosen\na,b\n', 'x', ','],
  ['prompt\tchosen\na\tb, c\n', 'x', '\t'],
  ['a;b\n"1;2";3\n', 'x', ';'],
  ['a\n1\n', 'x.csv', ','],
  ['a,b\n1\n', 'x.csv', ','],
  ['one, two\nthree\n', 'x', undefined],
  ['hello world', 'x', undefined],
  ['{"a":1,"b":2}\n{"a":1,"b":2}\n', 'x.csv', undefined],
])('the delimiter of %j in %s is %j', (head, name, delimiter) => {
  expect(tableDelimiter(head, name)).toBe(delimiter)
})
