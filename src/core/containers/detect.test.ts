import { expect, test } from 'vitest'
import { detectContainer } from './detect.ts'

const utf8 = (text: string) => new TextEncoder().encode(text)

const CONTAINERS = [
  ['lines', '{"a":1}\n{"b":2}\n', 'jsonl'],
  ['one line', '{"a":1}', 'jsonl'],
  ['lines with CRLF, a mark and blanks', '\ufeff\r\n{"a":1}\r\n\r\n{"b":2}\r\n', 'jsonl'],
  ['lines, the first of them broken', '{"a":1\n{"b":2}\n{"c":3}\n', 'jsonl'],
  ['lines that are arrays', '[1]\n[2]\n', 'jsonl'],
  ['a compact array', '[{"a":1},{"b":2}]', 'json-array'],
  ['a pretty array', '[\n  {\n    "a": 1\n  }\n]\n', 'json-array'],
  ['an array with an element per line', '[\n{"a":1},\n{"b":2}\n]', 'json-array'],
  ['an empty array', '[]', 'json-array'],
  ['a pretty object', '{\n  "a": {\n    "b": []\n  }\n}\n', 'json-sequence'],
  ['pretty objects', '{\n  "a": 1\n}\n{\n  "a": 2\n}\n', 'json-sequence'],
  ['objects on one line', '{"a":1} {"b":2}', 'json-sequence'],
  ['lines with a comma behind each', '{"a":1},\n{"b":2},\n', 'json-sequence'],
] as const

test.each(CONTAINERS)('%s', (_name, text, container) => {
  expect(detectContainer(utf8(text), true)).toEqual({ kind: 'container', container })
})

test('a first line longer than what was read is still a line', () => {
  const head = utf8(`{"a":"${'x'.repeat(1000)}`)
  expect(detectContainer(head, false)).toEqual({ kind: 'container', container: 'jsonl' })
})

test('a file that begins blank is judged by its lines later', () => {
  expect(detectContainer(utf8('\n\n\n'), false)).toMatchObject({ container: 'jsonl' })
})

const REFUSED = [
  ['empty', utf8(''), 'The file is empty.'],
  ['blank', utf8(' \n\r\n\t'), 'The file holds only blank lines.'],
  ['UTF-16 with a mark', Uint8Array.of(0xff, 0xfe, 0x7b, 0), 'UTF-16'],
  ['UTF-16 without a mark', Uint8Array.of(0x7b, 0, 0x22, 0, 0x61, 0), 'UTF-16'],
  ['gzip', Uint8Array.of(0x1f, 0x8b, 8, 0), 'This is a gzip file.'],
  ['zip', utf8('PK\u0003\u0004abc'), 'This is a zip file.'],
  ['zstd', Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd), 'This is a zstd file.'],
  ['Parquet', utf8('PAR1xyz'), 'This is a Parquet file.'],
  ['PNG', Uint8Array.of(0x89, 0x50, 0x4e, 0x47), 'This is a picture'],
  ['HTML', utf8('<!DOCTYPE html><html>'), 'This is a web page'],
  [
    'CSV',
    utf8('prompt,chosen,rejected\na,b,c\n'),
    'This is not JSON: it begins with “prompt,chosen',
  ],
] as const

test.each(REFUSED)('%s is refused with what to do', (_name, head, start) => {
  const verdict = detectContainer(head, true)
  expect(verdict).toMatchObject({
    kind: 'refusal',
    refusal: expect.stringContaining(start) as unknown,
  })
})
