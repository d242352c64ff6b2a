import { expect, test } from 'vitest'
import { flaggedRow, type FlaggedRecord } from './flagged.ts'

const FLAGGED: FlaggedRecord = {
  record: 7,
  source: 'set.jsonl',
  line: 9,
  note: 'Is this “sure”?',
  findings: [
    { code: 'call.unknown', severity: 'error', message: 'No such tool.', path: '/messages/1' },
  ],
  text: '{"n":12345678901234567890, "x":1.10, "n":1e5}',
}

test('the record leaves to the letter beside the reasons', () => {
  const row = flaggedRow(FLAGGED)
  expect(row).toContain(`"raw":${FLAGGED.text}}`)
  expect(JSON.parse(row)).toMatchObject({
    record: 7,
    source: 'set.jsonl',
    line: 9,
    note: 'Is this “sure”?',
    findings: FLAGGED.findings,
  })
})

test('a pretty-printed record becomes one line with the same data', () => {
  const text = JSON.stringify({ a: ['b\nc', {}], d: 1 }, null, 2)
  for (const spelled of [text, text.replaceAll('\n', '\r\n')]) {
    const row = flaggedRow({ ...FLAGGED, text: spelled })
    expect(row).not.toMatch(/[\r\n]/)
    expect((JSON.parse(row) as { raw: unknown }).raw).toEqual(JSON.parse(text))
  }
})

test('an unreadable record is embedded as text, with why', () => {
  const row = flaggedRow({ ...FLAGGED, text: '{"a":\n', unreadable: 'It ends too soon.' })
  expect(JSON.parse(row)).toMatchObject({ raw: '{"a":\n', unreadable: 'It ends too soon.' })
})
