import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { runForValues, runTool } from './testing/run-tool.ts'

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tuning-fork-cli-'))
})
afterAll(() => {
  rmSync(folder, { recursive: true })
})

const HELLO = '{"messages":[{"role":"user","content":"Hi"},{"role":"assistant","content":"Hello"}]}'
const PAIR =
  '{"conversations":[{"from":"human","value":"Hi"}],"chosen":{"from":"gpt","value":"Hello"},"rejected":{"from":"gpt","value":"No"}}'

function fileOf(name: string, content: string | Uint8Array): string {
  const path = join(folder, name)
  writeFileSync(path, content)
  return path
}

describe('inspect', () => {
  test('says what a file is on one line', async () => {
    const path = fileOf('plain.jsonl', `${HELLO}\n${HELLO}\n`)
    const { status, values } = await runForValues('inspect', path)
    expect(status).toBe(0)
    expect(Object.keys(values[0]!)).toEqual([
      'file',
      'format',
      'confidence',
      'records',
      'unreadable',
      'bytes',
      'sha256',
      'container',
      'notices',
    ])
    expect(values).toHaveLength(1)
    expect(values[0]).toMatchObject({ file: path, format: 'openai', records: 2, unreadable: [] })
    expect(values[0]!['bytes']).toBe(2 * (HELLO.length + 1))
    expect(values[0]!['sha256']).toMatch(/^[0-9a-f]{64}$/)
  })

  test.each<[string, string | Uint8Array, number, readonly object[]]>([
    ['an empty file', '', 0, []],
    ['blank lines only', '\n \r\n', 0, []],
    ['a byte-order mark', '\ufeff' + HELLO + '\n', 1, []],
    ['CRLF and no final line end', `${HELLO}\r\n${HELLO}`, 2, []],
    ['blank lines between', `\n${HELLO}\n\n  \n${HELLO}\n`, 2, []],
    [
      'a line cut off at the end',
      `${HELLO}\n${HELLO.slice(0, 40)}`,
      1,
      [{ line: 2, byteOffset: 85, byteLength: 40, reason: 'It ends inside a string.' }],
    ],
    [
      'invalid UTF-8',
      Buffer.concat([Buffer.from(`${HELLO}\n{"a":"`), Buffer.from([0xff]), Buffer.from('"}\n')]),
      1,
      [{ line: 2, byteOffset: 85, byteLength: 9, reason: 'Invalid UTF-8 at byte 6.' }],
    ],
    ['a lone surrogate as an escape', HELLO.replace('Hello', '\\ud83d'), 1, []],
    ['a raw NUL', HELLO.replace('Hello', '\0') + '\n' + HELLO, 1, [{ line: 1, byteOffset: 0 }]],
    ['NaN', `{"a":NaN}\n${HELLO}`, 1, [{ line: 1, reason: 'NaN is not JSON.' }]],
    ['nesting 100,000 deep', `{"a":${'['.repeat(1e5)}${']'.repeat(1e5)}}\n${HELLO}`, 2, []],
    ['nesting that is never closed', `${HELLO}\n${'['.repeat(1e5)}\n${HELLO}`, 2, [{ line: 2 }]],
    ['a __proto__ key', HELLO.replace('{"m', '{"__proto__":{"polluted":1},"m'), 1, []],
    ['an array', `[${HELLO},\n ${HELLO}]`, 2, []],
    ['an array with a broken element', `[${HELLO}, {"a": }, ${HELLO}]`, 2, [{ line: 1 }]],
    ['pretty-printed JSON', JSON.stringify(JSON.parse(HELLO), null, 2).repeat(2), 2, []],
    ['concatenated JSON', HELLO.repeat(3), 3, []],
    ['HTML in a message', HELLO.replace('Hello', '<script>alert(1)</script>'), 1, []],
  ])('reads %s', async (name, content, records, unreadable) => {
    const path = fileOf(`${name}.jsonl`, content)
    const { status, values } = await runForValues('inspect', path)
    expect(status).toBe(0)
    expect(values[0]).toMatchObject({ records, unreadable })
    expect(values[0]!['unreadable']).toHaveLength(unreadable.length)
    expect({}).not.toHaveProperty('polluted')
  })

  test('a file that cannot be read does not keep the others from it', async () => {
    const good = fileOf('good.jsonl', HELLO)
    const picture = fileOf('data.png', new Uint8Array([0x89, 0x50, 0x4e, 0x47]))
    const missing = join(folder, 'missing.jsonl')
    const { status, values, stderr } = await runForValues('inspect', missing, folder, picture, good)
    expect(status).toBe(2)
    expect(values).toHaveLength(1)
    expect(stderr).toContain(`${missing}: There is no such file or folder.`)
    expect(stderr).toContain(`${folder}: It is a folder.`)
    expect(stderr).toContain(`${picture}: This is a picture`)
  })
})

describe('check as it is set', () => {
  const loud = `{"tools":[{"type":"function","function":{"name":"f","description":"","parameters":{"type":"object","properties":{}}}}],"messages":[{"role":"user","content":"Hi"},{"role":"assistant","tool_calls":[{"id":"1","function":{"name":"f","arguments":"{}"}}]},{"role":"tool","tool_call_id":"1","content":"${'x'.repeat(300)}"},{"role":"assistant","content":"Hello"}]}`
  const config = (value: object) =>
    fileOf('settings.json', JSON.stringify({ version: 1, name: 'Mine', ...value }))

  test('takes settings from a file', async () => {
    const path = fileOf('loud.jsonl', loud)
    const settings = config({
      checks: { 'tool.long': { severity: 'error', options: { warnAbove: 200 } } },
    })
    const { status, values } = await runForValues('check', path, '--config', settings)
    expect(status).toBe(1)
    expect(values[0]).toMatchObject({ record: 0, code: 'tool.long', severity: 'error' })
  })

  test('judges as a target would, whatever the file says', async () => {
    const path = fileOf('loud.jsonl', loud)
    const settings = config({ target: 'llama-factory/sft' })
    const { values } = await runForValues(
      'check',
      path,
      '--config',
      settings,
      '--target',
      'verl/rl',
    )
    expect(values[0]).toMatchObject({ code: 'tool.long', severity: 'note' })
    expect((await runForValues('check', path, '--config', settings)).values).toHaveLength(1)
  })

  test('refuses settings that mean nothing, with the place', async () => {
    const path = fileOf('loud.jsonl', loud)
    const broken = fileOf('broken.json', '{"version": 1,')
    expect(await runTool('check', path, '--config', broken)).toMatchObject({
      status: 2,
      stdout: '',
    })
    const unknown = config({ checks: { 'tool.log': {} } })
    const { status, stderr } = await runTool('check', path, '--config', unknown)
    expect(status).toBe(2)
    expect(stderr).toContain(`${unknown}: “tool.log” is no check; “tool.long” is one.`)
    expect(await runTool('check', path, '--target', 'verl')).toMatchObject({ status: 2 })
    expect(await runTool('inspect', path, '--target', 'verl/rl')).toMatchObject({ status: 2 })
  })
})

describe('check', () => {
  test('counts records from 0 over readable and unreadable ones', async () => {
    const call = '{"role":"assistant","tool_calls":[{"function":{"name":"f","arguments":"{"}}]}'
    const broken = `{"messages":[{"role":"user","content":"Hi"},${call}]}`
    const path = fileOf('mixed.jsonl', `${HELLO}\n{oops\n\n${broken}\n`)
    const { status, values } = await runForValues('check', path)
    expect(status).toBe(1)
    const parse = values.find((value) => value['code'] === 'call.parse')
    expect(parse).toMatchObject({ file: path, record: 2, severity: 'error' })
    expect(parse!['path']).toMatch(/^\/messages\/1\/tool_calls\/0/)
    const records = values.slice(0, -1).map((value) => value['record'] as number)
    expect(records).toEqual([...records].sort((a, b) => a - b))
    expect(values.at(-1)).toMatchObject({
      summary: { records: 2, unreadable: 1, recordsWithFindings: 1, findings: { 'call.parse': 1 } },
    })
  })

  test('a clean file gives only the summary and status 0', async () => {
    const path = fileOf('clean.jsonl', HELLO)
    expect(await runTool('check', path)).toMatchObject({
      status: 0,
      stderr: '',
      stdout: '{"summary":{"records":1,"unreadable":0,"recordsWithFindings":0,"findings":{}}}\n',
    })
  })

  test('an unreadable record alone makes status 1', async () => {
    const { status, stderr } = await runTool('check', fileOf('cut.jsonl', HELLO.slice(0, 30)))
    expect(status).toBe(1)
    expect(stderr).toContain('1 record cannot be read')
  })

  test('records that no format fits are refused, unless the format is named', async () => {
    const path = fileOf('foreign.jsonl', '{"tokens":[1,2]}\n')
    const refused = await runTool('check', path)
    expect(refused.status).toBe(2)
    expect(refused.stderr).toContain('--format')
    expect((await runTool('check', path, '--format', 'openai')).status).toBe(1)
  })
})

describe('export', () => {
  test('writes the rows, dataset_info.json and the summary', async () => {
    const one = fileOf('pairs.jsonl', `${PAIR}\n`)
    const two = fileOf('more.jsonl', `{oops\n${HELLO}\n${PAIR}\n`)
    const out = join(folder, 'dpo')
    const { status, values } = await runForValues(
      ...['export', one, two, '--to', 'llama-factory/dpo', '--out', out, '--name', 'set'],
      ...['--format', 'llama-factory/dpo'],
    )
    expect(status).toBe(0)
    expect(values[0]).toMatchObject({
      target: 'llama-factory/dpo',
      considered: 4,
      written: 2,
      heldBack: [
        { reason: 'unreadable', count: 1, records: [1] },
        { reason: 'schema', count: 1, records: [2] },
      ],
    })
    const rows = readFileSync(join(out, 'set.jsonl'), 'utf8')
    expect(rows.split('\n')).toHaveLength(3)
    expect(values[0]!['files']).toContainEqual({ name: 'set.jsonl', rows: 2, bytes: rows.length })
    const info = readFileSync(join(out, 'dataset_info.json'), 'utf8')
    expect(JSON.parse(info)).toHaveProperty('set.ranking', true)
  })

  test('another set’s entry in dataset_info.json stays', async () => {
    const path = fileOf('labels.jsonl', PAIR)
    const out = join(folder, 'two-sets')
    await runTool('export', path, '--to', 'llama-factory/dpo', '--out', out, '--name', 'one')
    await runTool('export', path, '--to', 'llama-factory/dpo', '--out', out, '--name', 'two')
    const info = JSON.parse(readFileSync(join(out, 'dataset_info.json'), 'utf8')) as object
    expect(Object.keys(info)).toEqual(['one', 'two'])
  })

  test('the untouched source leaves byte for byte, whatever is in it', async () => {
    const content = `\ufeff${HELLO}\r\n\r\n{oops \u00e9\n[${'['.repeat(1000)}\n${HELLO}`
    const path = fileOf('kept.jsonl', content)
    const out = join(folder, 'source')
    const { status, values } = await runForValues('export', path, '--to', 'source', '--out', out)
    expect(status).toBe(0)
    expect(values[0]).toMatchObject({ considered: 4, written: 4 })
    expect(readFileSync(join(out, 'kept.jsonl'), 'utf8')).toBe(content)
  })

  test('a file is never written over itself, nor a foreign dataset_info.json', async () => {
    const path = fileOf('self.jsonl', PAIR)
    const overItself = await runTool('export', path, '--to', 'source', '--out', folder)
    expect(overItself).toMatchObject({ status: 2, stdout: '' })
    expect(readFileSync(path, 'utf8')).toBe(PAIR)
    const out = join(folder, 'foreign')
    mkdirSync(out)
    writeFileSync(join(out, 'dataset_info.json'), '[]')
    const foreign = await runTool('export', path, '--to', 'llama-factory/dpo', '--out', out)
    expect(foreign.status).toBe(2)
    expect(foreign.stderr).toContain('Move it away')
  })

  test('nothing is written when a file is missing', async () => {
    const out = join(folder, 'none')
    const { status, stdout } = await runTool(
      ...['export', join(folder, 'gone.jsonl'), '--to', 'source', '--out', out],
    )
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' })
  })
})

describe('the command line', () => {
  test.each([
    [[], 'Say what to do'],
    [['polish', 'x'], '“polish” is no command'],
    [['check'], 'needs at least one FILE'],
    [['check', 'x', '--to', 'source'], '--to belongs to export'],
    [['check', 'x', '--format', 'csv'], '“csv” is no format'],
    [['check', 'x', '--frmat', 'csv'], '--frmat'],
    [['export', 'x', '--to', 'source'], 'needs --to TARGET and --out DIR'],
    [['export', 'x', '--to', 'trl', '--out', 'y'], '“trl” is no target'],
    [['export', 'x', '--to', 'source', '--out', 'y', '--name', '../z'], '--name may hold'],
  ])('%j is answered with the usage and status 2', async (argv, message) => {
    const { status, stdout, stderr } = await runTool(...argv)
    expect(status).toBe(2)
    expect(stdout).toBe('')
    expect(stderr).toContain(message)
    expect(stderr).toContain('inspect FILE…')
  })

  test('--help goes to stdout', async () => {
    const { status, stdout } = await runTool('--help')
    expect(status).toBe(0)
    expect(stdout).toContain('Exit status: 0 clean')
  })
})
