import { describe, expect, it } from 'vitest'
import { FakeEngine } from '../../engine/fake.ts'
import type { FileInspection, IngestRequest } from '../../engine/protocol.ts'
import { mappingOf } from '../../core/mapping/mapping-id.ts'
import type { FormatId, MappingId } from '../../core/model/sample.ts'
import { LoadDraft } from './load-draft.svelte.ts'

/** `name:format` is a file of that format, `name:?` one nothing fits, `name:!` one that is refused. */
function inspection(file: File): FileInspection {
  const [name, kind] = file.name.split(':') as [string, string]
  const isInfo = name === 'dataset_info.json'
  const guess = { format: kind as FormatId, confidence: 0.95, reason: 'it says so' }
  return {
    name,
    bytes: file.size,
    container: 'jsonl',
    guesses: kind === '?' || kind === '!' ? [] : [guess],
    tried: 10,
    unreadable: 0,
    ...(isInfo ? { describes: [] } : {}),
    ...(kind === '!' ? { refusal: 'It is empty.' } : {}),
    preview: [],
  }
}

async function draftOf(files: (string | File)[], taken: string[] = []) {
  const loaded: IngestRequest[] = []
  const engine = new FakeEngine({ inspect: async (file) => inspection(file), read: async () => [] })
  const begin = engine.startIngest.bind(engine)
  engine.startIngest = (request) => {
    loaded.push(request)
    return begin(request)
  }
  const draft = new LoadDraft(engine, taken)
  await draft.inspect(
    files.map((one) => (typeof one === 'string' ? new File(['{}'], one) : one)),
    new AbortController().signal,
  )
  return { draft, engine, loaded }
}

const shape = (requests: IngestRequest[]) =>
  requests.map((one) => `${one.name}: ${one.files.map((f) => f.format).join(' ')}`)

describe('what is loaded', () => {
  it('is one dataset for each file, named after it', async () => {
    const { draft } = await draftOf(['a_b.jsonl:openai', 'c.json:alpaca'])
    expect(shape(draft.requests())).toEqual(['a b: openai', 'c: alpaca'])
  })
  it('can be one dataset of several files of one format', async () => {
    const { draft } = await draftOf(['a.jsonl:openai', 'b.jsonl:openai'])
    expect(draft.together).toBe(false)
    draft.together = true
    draft.name = ' runs '
    expect(shape(draft.requests())).toEqual(['runs: openai openai'])
  })
  it('can be one dataset of files of different formats', async () => {
    const { draft } = await draftOf(['a.jsonl:openai', 'b.jsonl:alpaca'])
    expect([draft.together, draft.single, draft.apart]).toEqual([false, false, 2])
    draft.together = true
    draft.name = 'both'
    expect(shape(draft.requests())).toEqual(['both: openai alpaca'])
  })
  it('is one dataset of questions and their answers, unless one says otherwise', async () => {
    const { draft } = await draftOf(['q.json:bfcl', 'a.json:bfcl/answers'])
    expect(draft.together).toBe(true)
    expect(shape(draft.requests())).toEqual(['q: bfcl/answers bfcl'])
    const other = await draftOf(['q.json:openai', 'a.json:bfcl/answers'])
    expect(other.draft.together).toBe(false)
  })
  it('lists files by name, numbers by their size', async () => {
    const { draft } = await draftOf(['p-10:openai', 'p-2:openai', 'p-1.gz:openai'])
    expect(draft.found!.map((one) => one.file.name)).toEqual([
      'p-1.gz:openai',
      'p-2:openai',
      'p-10:openai',
    ])
  })
  it('leaves out what is refused and what one takes away', async () => {
    const { draft } = await draftOf(['a:openai', 'b:!', 'c:openai'])
    draft.remove(draft.found![2]!.file)
    expect(shape(draft.requests())).toEqual(['a: openai'])
  })
  it('waits for a format where none was found, and takes the one that is chosen', async () => {
    const { draft } = await draftOf(['a:?'])
    expect(draft.undecided).toHaveLength(1)
    await draft.choose(draft.found![0]!.file, 'tau-bench')
    expect(draft.undecided).toHaveLength(0)
    expect(draft.requests()[0]!.files[0]).toMatchObject({ format: 'tau-bench', confidence: 0 })
  })
  it('is one dataset of shards, unless one says otherwise, in the order one gives them', async () => {
    const { draft } = await draftOf(['t-01-of-02.jsonl:openai', 't-02-of-02.jsonl:openai'])
    draft.move(draft.found![1]!.file, -1)
    expect(draft.requests().map((one) => [one.name, ...one.files.map((f) => f.file.name)])).toEqual(
      [['t', 't-02-of-02.jsonl:openai', 't-01-of-02.jsonl:openai']],
    )
    draft.together = false
    expect(draft.requests()).toHaveLength(2)
  })
  it('knows what the chosen format leaves unread', async () => {
    const { draft, engine } = await draftOf(['a:openai'])
    expect(draft.found![0]!.trial?.tried).toBe(0)
    engine.tryFormat = async (_file, format) => ({
      ...draft.found![0]!.trial!,
      unread: [{ path: format, records: 3 }],
    })
    const { file } = draft.found![0]!
    await Promise.all([draft.choose(file, 'alpaca'), draft.choose(file, 'sharegpt')])
    expect(draft.found![0]!.trial?.unread).toEqual([{ path: 'sharegpt', records: 3 }])
  })
  it('gets names that are not taken yet', async () => {
    const { draft } = await draftOf(['a:openai', 'a:alpaca'], ['a'])
    expect(draft.requests().map((one) => one.name)).toEqual(['a 2', 'a 3'])
  })
})

describe('files with a dataset_info.json', () => {
  const talk = {
    formatting: 'sharegpt',
    columns: { messages: 'talk' },
    tags: { role_tag: 'who', content_tag: 'says', user_tag: 'me', assistant_tag: 'it' },
  }
  const infoOf = (entries: object) => new File([JSON.stringify(entries)], 'dataset_info.json')

  it('are read as their entries say, as datasets of the names that these give', async () => {
    const info = infoOf({
      sales_demo: { file_name: 'sales.json:openai', ...talk },
      far: { hf_hub_url: 'a/b' },
      gone: { file_name: 'gone.json' },
    })
    const { draft } = await draftOf([info, 'sales.json:openai', 'other:alpaca'])
    const [card, other, sales] = draft.found!
    expect(card!.info).toMatchObject({
      present: ['sales_demo'],
      missing: [{ name: 'gone', fileName: 'gone.json' }],
      remote: 1,
    })
    expect(sales!.set).toMatchObject({ name: 'sales_demo', infoName: 'dataset_info.json' })
    expect(mappingOf(sales!.format as MappingId)).toMatchObject({
      name: 'sales_demo',
      conversation: { path: 'talk', role: 'who', content: 'says' },
    })
    expect(other!.set).toBeUndefined()
    expect(draft.requests().map((one) => one.name)).toEqual(['other', 'sales_demo'])
    expect(draft.requests()[1]!.files[0]).toMatchObject({ format: sales!.format, confidence: 1 })
    await draft.choose(sales!.file, 'openai')
    expect(draft.requests()[1]).toMatchObject({ name: 'sales_demo', files: [{ format: 'openai' }] })
  })
  it('are read once for each entry that names them', async () => {
    const info = infoOf({ a: { file_name: 'x:?' }, b: { file_name: 'x:?', ...talk } })
    const { draft } = await draftOf([info, 'x:?'])
    const requests = draft.requests()
    expect(requests.map((one) => one.name)).toEqual(['a', 'b'])
    expect(requests[0]!.files[0]!.format).not.toBe(requests[1]!.files[0]!.format)
  })
  it('say what is wrong with an entry', async () => {
    const { draft } = await draftOf([infoOf({ a: { file_name: 'x', formating: 'alpaca' } })])
    expect(draft.found![0]!.info!.findings[0]).toMatchObject({ dataset: 'a' })
    expect(draft.loadable).toEqual([])
    expect(draft.requests()).toEqual([])
  })
})

describe('starting', () => {
  it('begins every dataset and leads to the first', async () => {
    const { draft, engine, loaded } = await draftOf(['a:openai', 'b:alpaca'])
    const started = await draft.start()
    expect(loaded).toHaveLength(2)
    const [first] = await engine.listDatasets()
    expect(started).toEqual({ ok: true, value: first!.id })
  })
  it('says why it could not begin', async () => {
    const { draft, engine } = await draftOf(['a:openai'])
    engine.world.refusal = { kind: 'quota', message: 'The storage is full.', usedBytes: 1 }
    expect(await draft.start()).toMatchObject({ ok: false, error: { kind: 'quota' } })
    expect(draft.starting).toBe(false)
  })
})
