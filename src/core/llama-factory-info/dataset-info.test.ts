import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { RecentToolSets } from '../formats/tool-sets.ts'
import { mappedFormat } from '../mapping/mapped-format.ts'
import { mappingSchema } from '../mapping/mapping.ts'
import type { Json } from '../model/json.ts'
import { readDatasetInfo } from './dataset-info.ts'

function lint(entry: unknown) {
  return readDatasetInfo(JSON.stringify({ set: entry })).findings.map(
    ({ severity, message, path }) => `${severity} ${path} ${message}`,
  )
}

const TAGS = {
  role_tag: 'role',
  content_tag: 'content',
  user_tag: 'user',
  assistant_tag: 'assistant',
  observation_tag: 'tool',
  function_tag: 'call',
  system_tag: 'system',
}

describe('lint', () => {
  test.each<[string, unknown]>([
    ['a file and nothing else', { file_name: 'a.json' }],
    [
      'a full pair entry',
      {
        file_name: 'a.json',
        formatting: 'sharegpt',
        ranking: true,
        columns: { messages: 'm', chosen: 'c', rejected: 'r' },
        tags: TAGS,
      },
    ],
    ['a KTO entry', { file_name: 'a.json', columns: { prompt: 'p', response: 'r', kto_tag: 'k' } }],
  ])('%s is clean', (_, entry) => expect(lint(entry)).toEqual([]))

  test.each<[string, unknown, string]>([
    [
      'a string boolean',
      { file_name: 'a', ranking: 'false' },
      'error /set/ranking “ranking” must be true or false.',
    ],
    [
      'a number for a boolean',
      { file_name: 'a', ranking: 1 },
      'error /set/ranking “ranking” must be true or false.',
    ],
    [
      'ranking without columns',
      { file_name: 'a', ranking: true },
      'error /set/ranking A ranking set must name',
    ],
    [
      'sides without ranking',
      { file_name: 'a', columns: { prompt: 'p', chosen: 'c', rejected: 'r' } },
      'error /set The columns name chosen and rejected, but “ranking” is not true',
    ],
    [
      'one side',
      { file_name: 'a', ranking: true, columns: { prompt: 'p', chosen: 'c' } },
      'error /set/columns “columns” names “chosen” without “rejected”',
    ],
    [
      'partial columns',
      { file_name: 'a', formatting: 'sharegpt', columns: { tools: 't' } },
      'error /set/columns “columns” is there but lacks “messages”',
    ],
    [
      'partial tags',
      { file_name: 'a', formatting: 'sharegpt', tags: { ...TAGS, observation_tag: undefined } },
      'warning /set/tags “tags” is there but lacks “observation_tag”',
    ],
    [
      'tags without a speaker',
      { file_name: 'a', formatting: 'sharegpt', tags: { role_tag: 'role' } },
      'error /set/tags “tags” is there but lacks “content_tag”',
    ],
    [
      'a key with a slip',
      { file_name: 'a', rankin: true },
      'warning /set/rankin The trainer does not know “rankin” and ignores it. Did you mean “ranking”?',
    ],
    [
      'a column one level too high',
      { file_name: 'a', messages: 'm' },
      'warning /set/messages The trainer does not know “messages” and ignores it. Did you mean “columns.messages”?',
    ],
    [
      'an unknown column',
      { file_name: 'a', columns: { prompt: 'p', respons: 'r' } },
      'warning /set/columns/respons The trainer does not know “respons” and ignores it. Did you mean “response”?',
    ],
    [
      'another formatting',
      { file_name: 'a', formatting: 'ShareGPT' },
      'error /set/formatting “formatting” must be exactly',
    ],
    ['no source', { formatting: 'alpaca' }, 'error /set “file_name” is missing'],
    ['a hub set', { hf_hub_url: 'a/b' }, 'note /set/hf_hub_url The set comes from elsewhere'],
    [
      'a hub set beside a file',
      { hf_hub_url: 'a/b', file_name: 'a' },
      'warning /set/hf_hub_url “hf_hub_url” beats “file_name”',
    ],
    [
      'openai without tags',
      { file_name: 'a', formatting: 'openai' },
      'warning /set/formatting Without “tags”',
    ],
    [
      'one word for two roles',
      { file_name: 'a', formatting: 'sharegpt', tags: { ...TAGS, system_tag: 'user' } },
      'error /set/tags/system_tag “user” is the word for both',
    ],
    ['no object', 'a.json', 'error /set The entry must be an object.'],
  ])('%s is found', (_, entry, expected) =>
    expect(lint(entry)).toContainEqual(expect.stringContaining(expected)),
  )

  test('the file itself: two entries of one name, no JSON, no object, no ASCII, one file twice', () => {
    const found = (text: string) => readDatasetInfo(text).findings.map(({ message }) => message)
    expect(found('{"a":{"file_name":"x"},"a":{"file_name":"y"}}')).toEqual([
      'Two entries have this name; the trainer sees the last one only.',
    ])
    expect(found('{"a":')[0]).toContain('It is not JSON.')
    expect(found('[]')).toEqual(['It must be an object with an entry for each set.'])
    expect(found('{"é":{"file_name":"x"}}')[0]).toContain('beyond ASCII')
    expect(found('{"a":{"file_name":"x"},"b":{"file_name":"x"}}')).toEqual([
      'It reads the same file as “a”.',
    ])
  })
})

describe('mapping', () => {
  const mappingOf = (entry: unknown) =>
    readDatasetInfo(JSON.stringify({ set: entry })).entries[0]!.mapping

  test('defaults hold where the whole object is absent, and only there', () => {
    expect(mappingOf({ file_name: 'a' })).toEqual({
      version: 1,
      name: 'set',
      prompt: ['instruction', 'input'],
      completion: 'output',
    })
    expect(mappingOf({ file_name: 'a', columns: { prompt: 'q' } })).toEqual({
      version: 1,
      name: 'set',
      prompt: ['q'],
    })
    expect(mappingOf({ file_name: 'a', formatting: 'sharegpt' })).toMatchObject({
      conversation: { path: 'conversations', role: 'from', content: 'value', onlyRoles: true },
    })
    const partial = mappingOf({
      file_name: 'a',
      formatting: 'sharegpt',
      tags: { role_tag: 'r', content_tag: 'c', user_tag: 'u' },
    })
    expect(partial?.conversation).toEqual({
      path: 'conversations',
      role: 'r',
      content: 'c',
      roles: { u: 'user' },
      onlyRoles: true,
    })
    expect(mappingOf({ file_name: 'a', formatting: 'x' })).toBeNull()
    expect(mappingOf({ file_name: 'a', columns: { prompt: 'a.b', kto_tag: 'k' } })).toMatchObject({
      prompt: ['"a.b"'],
      label: { path: 'k' },
    })
  })
})

const folder = new URL('../../../../shared/data/hiyouga__LLaMA-Factory/', import.meta.url)

describe.skipIf(!existsSync(folder))('the trainer’s own dataset_info.json', () => {
  const info = existsSync(folder)
    ? readDatasetInfo(readFileSync(new URL('dataset_info.json', folder), 'utf8'))
    : { entries: [], findings: [] }

  test('every entry has a mapping', () => {
    expect(info.entries.length).toBe(104)
    for (const { mapping } of info.entries)
      expect(mappingSchema.safeParse(mapping).success).toBe(true)
  })

  test.each([
    'identity',
    'alpaca_en_demo',
    'glaive_toolcall_en_demo',
    'dpo_en_demo',
    'kto_en_demo',
  ])('the set %s reads without a problem', (name) => {
    const entry = info.entries.find((one) => one.name === name)
    if (!entry?.mapping || entry.fileName === null) {
      expect(name).toBe('reason_tool_use_demo')
      return
    }
    const file = new URL(entry.fileName, folder)
    if (!existsSync(file)) return
    const text = readFileSync(file, 'utf8')
    const records = JSON.parse(text) as Json[]
    const format = mappedFormat(entry.mapping)
    const toolSets = new RecentToolSets()
    expect(records.length).toBeGreaterThan(50)
    for (const record of records) {
      const sample = format.read(record, { toolSets })
      expect(sample.problems).toEqual([])
      expect(sample.branches[0].messages.length).toBeGreaterThan(0)
      expect(sample.recordedPair !== undefined).toBe(name === 'dpo_en_demo')
      expect(sample.branches[0].label !== undefined).toBe(name === 'kto_en_demo')
    }
  })
})
