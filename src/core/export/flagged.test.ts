import { expect, test } from 'vitest'
import { flaggedRow, reasonLines, REASONS_HEAD, type FlaggedRecord } from './flagged.ts'

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

test('the reasons are a table, a line for each', () => {
  expect(REASONS_HEAD).toBe('record,source,line,note,code,severity,message,path\r\n')
  const two = [...FLAGGED.findings, { ...FLAGGED.findings[0]!, message: 'So, so' }]
  expect(reasonLines({ ...FLAGGED, findings: two })).toBe(
    '7,set.jsonl,9,Is this “sure”?,call.unknown,error,No such tool.,/messages/1\r\n' +
      '7,set.jsonl,9,Is this “sure”?,call.unknown,error,"So, so",/messages/1\r\n',
  )
  expect(reasonLines({ ...FLAGGED, findings: [] })).toBe('7,set.jsonl,9,Is this “sure”?,,,,\r\n')
  expect(reasonLines({ ...FLAGGED, unreadable: 'It ends too soon.' })).toContain(
    ',unreadable,error,It ends too soon.,',
  )
})

test.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', ' =cmd|x', '\r=1', '＝1'])(
  'no spreadsheet takes %j for a formula',
  (note) => {
    const [line] = reasonLines({ ...FLAGGED, note, findings: [] }).split(',,,,')
    expect(line).toBe(`7,set.jsonl,9,"'${note}"`)
  },
)
