import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { zipSync } from 'fflate'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { runForValues, runTool } from './testing/run-tool.ts'

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tuning-fork-set-'))
})
afterAll(() => {
  rmSync(folder, { recursive: true })
})

function fileOf(name: string, content: string | Uint8Array): string {
  const path = join(folder, name)
  writeFileSync(path, content)
  return path
}

const talk = (question: string, answer: string, more: object = {}) =>
  JSON.stringify({
    messages: [
      { role: 'user', content: question },
      { role: 'assistant', content: answer },
    ],
    ...more,
  }) + '\n'
const shared = (question: string, answer: string) =>
  `{"conversations":[{"from":"human","value":"${question}"},{"from":"gpt","value":"${answer}"}]}\n`

test('what is found in the set follows what is found in records, and counts', async () => {
  const empty = talk('Which way?', '')
  const path = fileOf(
    'set.jsonl',
    talk('Hi', 'Hello') + '{oops\n' + empty + empty + talk('Hi', 'Hello'),
  )
  const { status, values } = await runForValues('check', path)
  expect(status).toBe(1)
  expect(values.slice(0, -1).map(({ code, record }) => [code, record])).toEqual([
    ['end.empty', 2],
    ['end.empty', 3],
    ['set.dup', 3],
    ['set.dup', 4],
  ])
  expect(values[3]).toEqual({
    file: path,
    record: 4,
    code: 'set.dup',
    severity: 'error',
    message: 'It is the same as record 0. It is learnt twice as often as others; drop one of them.',
    path: '',
  })
  expect(values.at(-1)).toEqual({
    summary: {
      records: 4,
      unreadable: 1,
      recordsWithFindings: 3,
      findings: { 'end.empty': 2, 'set.dup': 2 },
    },
  })
})

test('what is about a whole file has no record', async () => {
  const rows = [0, 1, 2].map((i) => talk(`Question ${i}?`, `Answer ${i}.`, { label: true }))
  const path = fileOf('kto.jsonl', rows.join(''))
  const { values } = await runForValues('check', path, '--format', 'llama-factory/kto', '--no-set')
  expect(values).toHaveLength(1)
  const judged = await runForValues('check', path, '--format', 'llama-factory/kto')
  expect(judged.values[0]).toMatchObject({
    file: path,
    record: null,
    code: 'set.labels',
    severity: 'error',
    path: '',
  })
  expect(judged.values.at(-1)).toMatchObject({
    summary: { recordsWithFindings: 0, findings: { 'set.labels': 1 } },
  })
})

test('files are held against each other, and named', async () => {
  const asked = 'Plan three days in Lisbon for two people who like old trams.'
  const train = fileOf('train.jsonl', talk('Anything else?', 'No.') + talk(asked, 'Gladly.'))
  const held = fileOf('test.jsonl', talk(asked, 'With pleasure.') + talk('What else?', 'No.'))
  const { status, values } = await runForValues('check', train, held)
  expect(status).toBe(1)
  expect(values.slice(0, -1)).toEqual([
    {
      file: held,
      record: 0,
      code: 'set.leak',
      severity: 'error',
      message: `It is in the test split, and its prompt is that of record 1 of ${train}, which is trained on: the test measures memory.`,
      path: '',
    },
  ])
})

test('files of a zip file are told apart', async () => {
  const zip = zipSync({
    'train.jsonl': Buffer.from(talk('Is seven prime?', 'Yes.')),
    'test.jsonl': Buffer.from(talk('Is seven prime?', 'It is.')),
  })
  const { values } = await runForValues('check', fileOf('both.zip', zip))
  expect(values[0]).toMatchObject({ entry: 'test.jsonl', record: 0, code: 'set.leak' })
})

test('near duplicates are read again in the format of each record', async () => {
  const words = Array.from({ length: 60 }, (_, i) => `word${i}`).join(' ')
  const lines = [0, 1, 2].flatMap((i) => [talk(`Q ${i}`, `A ${i}`), shared(`R ${i}`, `B ${i}`)])
  const path = fileOf(
    'mixed.jsonl',
    lines.join('') + talk(words, 'Yes.') + shared(words, 'Yes!') + shared(words + ' more', 'Yes.'),
  )
  const { values } = await runForValues('check', path)
  expect(values.slice(0, -1).map(({ code, record }) => [code, record])).toEqual([
    ['set.near', 7],
    ['set.near', 8],
  ])
})

test('checks of the set are switched and tuned by settings', async () => {
  const path = fileOf('twice.jsonl', talk('Hi', 'Hello').repeat(2))
  const config = (checks: object) =>
    fileOf('settings.json', JSON.stringify({ version: 1, name: 'Mine', checks }))
  const off = config({ 'set.dup': { on: false }, 'set.near': { on: false } })
  expect((await runForValues('check', path, '--config', off)).values).toHaveLength(1)
  const mild = config({ 'set.dup': { severity: 'note' } })
  const { status, values } = await runForValues('check', path, '--config', mild)
  expect(status).toBe(0)
  expect(values[0]).toMatchObject({ code: 'set.dup', severity: 'note' })
  const wrong = config({ 'set.near': { options: { warnFrom: 20 } } })
  const { stderr } = await runTool('check', path, '--config', wrong)
  expect(stderr).toContain('set.near: warnFrom goes from 50 to 100')
})

test('--no-set belongs to check', async () => {
  const path = fileOf('one.jsonl', talk('Hi', 'Hello'))
  expect(await runTool('inspect', path, '--no-set')).toMatchObject({ status: 2, stdout: '' })
})
