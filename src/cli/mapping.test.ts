import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { runForValues } from './testing/run-tool.ts'

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tuning-fork-mapping-'))
})
afterAll(() => {
  rmSync(folder, { recursive: true })
})

function fileOf(name: string, content: unknown): string {
  const path = join(folder, name)
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content))
  return path
}

const TALK = {
  log: [
    { who: 'client', says: 'Hi' },
    { who: 'bot', says: 'Hello' },
  ],
}
const MAPPING = {
  version: 1,
  name: 'Support log',
  conversation: {
    path: 'log',
    role: 'who',
    content: 'says',
    roles: { client: 'user', bot: 'assistant' },
  },
}

describe('--mapping', () => {
  test('inspect, check, export and convert read by it', async () => {
    const mapping = fileOf('map.json', MAPPING)
    const file = fileOf(
      'talk.jsonl',
      `${JSON.stringify(TALK)}\n{"log":[{"who":"alien","says":"x"}]}\n`,
    )
    const inspected = await runForValues('inspect', file, '--mapping', mapping)
    expect(inspected.values).toMatchObject([
      { format: 'mapping:Support log', confidence: 0.5, records: 2 },
    ])
    const checked = await runForValues('check', file, '--mapping', mapping)
    expect(checked.status).toBe(1)
    expect(checked.values[0]).toMatchObject({ record: 1, code: 'schema', path: '/log/0' })
    const out = join(folder, 'rows.jsonl')
    const converted = await runForValues(
      'convert',
      file,
      '--mapping',
      mapping,
      '--to',
      'openai',
      '--out',
      out,
    )
    expect(converted.status).toBe(1)
    expect(converted.values).toEqual([{ written: 1, refused: { problems: 1 }, unreadable: 0 }])
    expect(converted.stderr).toContain(`${file}: record 1 is refused (problems).`)
    expect(readFileSync(out, 'utf8')).toBe(
      '{"messages":[{"role":"user","content":"Hi"},{"role":"assistant","content":"Hello"}]}\n',
    )
    const exported = await runForValues(
      'export',
      file,
      '--mapping',
      mapping,
      '--to',
      'source',
      '--out',
      join(folder, 'out'),
    )
    expect(exported.status).toBe(0)
  })

  test.each([
    ['{', 'The mapping is not JSON.'],
    ['{"version":1,"name":"x","id":"a["}', 'Brackets hold'],
  ])('a file that is no mapping is refused: %s', async (content, reason) => {
    const { status, stderr } = await runForValues(
      'inspect',
      'x',
      '--mapping',
      fileOf('bad.json', content),
    )
    expect(status).toBe(2)
    expect(stderr).toContain(reason)
  })

  test('it is not given beside a format', async () => {
    const { status, stderr } = await runForValues(
      'check',
      'x',
      '--mapping',
      'm',
      '--format',
      'openai',
    )
    expect(status).toBe(2)
    expect(stderr).toContain('give one')
  })
})

describe('dataset_info.json', () => {
  const INFO = {
    talk: {
      file_name: 'talks.json',
      formatting: 'sharegpt',
      columns: { messages: 'log' },
      tags: { role_tag: 'who', content_tag: 'says', user_tag: 'client', assistant_tag: 'bot' },
    },
    gone: { file_name: 'gone.json' },
    away: { file_name: '../outside.json' },
    hub: { hf_hub_url: 'a/b' },
  }

  test('is linted, and its sets are read by their own columns and tags', async () => {
    mkdirSync(join(folder, 'sets'), { recursive: true })
    const info = fileOf('sets/dataset_info.json', INFO)
    const talks = fileOf('sets/talks.json', [TALK])
    for (const path of [info, join(folder, 'sets')]) {
      const { status, values, stderr } = await runForValues('inspect', path, talks)
      expect(status).toBe(0)
      expect(values).toMatchObject([
        {
          file: info,
          dataset: 'talk',
          code: 'dataset-info',
          severity: 'warning',
          path: '/talk/tags',
        },
        { dataset: 'hub', severity: 'note' },
        { file: talks, format: 'mapping:talk', confidence: 1, records: 1 },
      ])
      expect(stderr).toContain('“gone” names gone.json, which is not there.')
      expect(stderr).toContain('“away” names a file outside the folder')
    }
  })

  test('an error in it is an error of check', async () => {
    const info = fileOf('dataset_info.json', { a: { file_name: 'gone', ranking: 'false' } })
    const { status, values } = await runForValues('check', info)
    expect(status).toBe(1)
    expect(values[0]).toMatchObject({ dataset: 'a', severity: 'error', path: '/a/ranking' })
    expect(values.at(-1)).toMatchObject({ summary: { findings: { 'dataset-info': 1 } } })
  })

  const PAIRS = {
    a: {
      file_name: 'a.jsonl',
      ranking: true,
      columns: { prompt: 'q', chosen: 'good', rejected: 'bad' },
    },
    b: {
      file_name: 'b.jsonl',
      ranking: true,
      columns: { prompt: 'x', chosen: 'y', rejected: 'z' },
    },
    hub: { hf_hub_url: 'a/b' },
  }
  function pairFolder(name: string, info: object) {
    mkdirSync(join(folder, name), { recursive: true })
    fileOf(`${name}/a.jsonl`, '{"q":"1","good":"g","bad":"b"}\n')
    fileOf(`${name}/b.jsonl`, '{"x":"2","y":"g","z":"b"}\n')
    return fileOf(`${name}/dataset_info.json`, info)
  }

  test('convert writes all of its sets, each read by its own columns', async () => {
    const info = pairFolder('convert', PAIRS)
    const out = join(folder, 'info-rows.jsonl')
    for (const path of [info, join(folder, 'convert')]) {
      // A file that an entry names is read by that entry, not a second time by itself.
      const named = [path, join(folder, 'convert/a.jsonl')]
      const ran = await runForValues('convert', ...named, '--to', 'trl/preference', '--out', out)
      expect(ran).toMatchObject({ status: 0, stderr: '', values: [{ written: 2, refused: {} }] })
      const rows = readFileSync(out, 'utf8').trimEnd().split('\n')
      expect(rows.map((row) => JSON.parse(row) as unknown)).toMatchObject([
        { prompt: [{ role: 'user', content: '1' }], chosen: [{ content: 'g' }] },
        { prompt: [{ role: 'user', content: '2' }], chosen: [{ content: 'g' }] },
      ])
    }
  })

  test('export writes its sets as one', async () => {
    const info = pairFolder('export', PAIRS)
    const out = join(folder, 'info-dpo')
    const ran = await runForValues('export', info, '--to', 'llama-factory/dpo', '--out', out)
    expect(ran).toMatchObject({
      status: 0,
      values: [{ considered: 2, written: 2, files: [{ name: 'a.jsonl', rows: 2 }, {}] }],
    })
  })

  test('a file that two entries read leaves once as a source', async () => {
    const info = pairFolder('twice', { ...PAIRS, c: { ...PAIRS.a, subset: 'x' } })
    const out = join(folder, 'info-source')
    const ran = await runForValues('export', info, '--to', 'source', '--out', out)
    expect(ran).toMatchObject({ status: 0, values: [{ written: 2 }] })
    expect(readdirSync(out).sort()).toEqual(['a.jsonl', 'b.jsonl'])
  })

  test.each<[string, object, string]>([
    ['a file that is not there', { ...PAIRS, gone: { file_name: 'gone.json' } }, 'names gone.json'],
    [
      'an entry that the trainer refuses',
      { ...PAIRS, odd: { file_name: 'b.jsonl', formatting: 'xml' } },
      '“odd” is not read',
    ],
    ['no local set', { hub: PAIRS.hub }, 'It names no set that is here'],
  ])('convert and export write nothing with %s', async (_, sets, reason) => {
    const info = pairFolder('none', sets)
    const out = join(folder, 'nothing')
    const converted = await runForValues('convert', info, '--to', 'openai', '--out', out)
    const exported = await runForValues('export', info, '--to', 'llama-factory/dpo', '--out', out)
    for (const { status, values, stderr } of [converted, exported]) {
      expect({ status, values }).toEqual({ status: 2, values: [] })
      expect(stderr).toContain(reason)
    }
    expect(existsSync(out)).toBe(false)
  })
})

describe('convert', () => {
  test('counts what is refused and what cannot be read, and says which', async () => {
    const pair = '{"prompt":"q","chosen":"a","rejected":"b"}'
    const file = fileOf(
      'pairs.jsonl',
      `${pair}\n{"prompt":\n{"prompt":"q","chosen":"a","rejected":""}\n`,
    )
    const out = join(folder, 'deep/er/pairs.jsonl')
    const { status, values, stderr } = await runForValues(
      'convert',
      file,
      '--to',
      'llama-factory/dpo',
      '--out',
      out,
    )
    expect(status).toBe(1)
    expect(values).toEqual([{ written: 1, refused: { trainer: 1 }, unreadable: 1 }])
    expect(stderr).toContain('record 1 cannot be read.')
    expect(readFileSync(out, 'utf8').split('\n')).toHaveLength(2)
  })

  test('a row of our own is read again, also when it is the only one', async () => {
    const file = fileOf('one-pair.jsonl', '{"prompt":"q","chosen":"a","rejected":"b"}\n')
    const own = join(folder, 'own.jsonl')
    const back = join(folder, 'back.jsonl')
    await runForValues('convert', file, '--to', 'tuning-fork', '--out', own)
    const { values } = await runForValues('inspect', own)
    expect(values).toMatchObject([{ format: 'tuning-fork', confidence: 1, records: 1 }])
    const ran = await runForValues('convert', own, '--to', 'trl/preference', '--out', back)
    expect(ran).toMatchObject({ status: 0, values: [{ written: 1 }] })
    expect(JSON.parse(readFileSync(back, 'utf8'))).toMatchObject({
      prompt: [{ role: 'user', content: 'q' }],
      chosen: [{ content: 'a' }],
      rejected: [{ content: 'b' }],
    })
  })

  test('a record of the same format leaves byte for byte', async () => {
    const text = '{"prompt": "q",  "chosen":"a","rejected":"b", "x":1.0}\n'
    const file = fileOf('same.jsonl', text)
    const out = join(folder, 'same-out.jsonl')
    const { status } = await runForValues('convert', file, '--to', 'trl/preference', '--out', out)
    expect(status).toBe(0)
    expect(readFileSync(out, 'utf8')).toBe(text)
  })

  test.each([
    [['convert', 'x', '--to', 'openai'], 'convert needs --to FORMAT and --out FILE.'],
    [['convert', 'x', '--to', 'word', '--out', 'y'], '“word” is no format to convert to'],
    [['convert', 'x', '--to', 'openai', '--out', 'y', '--name', 'z'], '--name belongs to export.'],
  ])('%j is refused', async (argv, reason) => {
    const { status, stderr } = await runForValues(...argv)
    expect(status).toBe(2)
    expect(stderr).toContain(reason)
  })
})
