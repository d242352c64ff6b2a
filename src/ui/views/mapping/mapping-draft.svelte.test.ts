import { describe, expect, it } from 'vitest'
import { mappingId, mappingText } from '../../../core/mapping/mapping-id.ts'
import type { Mapping } from '../../../core/mapping/mapping.ts'
import { outlineOf } from '../../../core/mapping/outline.ts'
import { suggestMapping } from '../../../core/mapping/suggest.ts'
import { FakeEngine } from '../../../engine/fake.ts'
import type { FormatTrial } from '../../../engine/protocol.ts'
import { MappingDraft } from './mapping-draft.svelte.ts'

const RECORD = {
  talk: [
    { role: 'user', text: 'Where is my parcel?' },
    { role: 'assistant', text: 'It comes tomorrow.' },
  ],
  uid: 'r1',
}
const TRIAL: FormatTrial = {
  tried: 2,
  clean: 2,
  empty: 0,
  problems: [],
  unread: [],
  roleWords: [],
  labels: [],
  sample: null,
}
const SAVED: Mapping = { version: 1, name: 'saved', prompt: ['q'], completion: 'a' }

function world() {
  const tried: string[] = []
  const engine = new FakeEngine({
    tryFormat: async (_file, format, record) => {
      tried.push(format)
      return { ...TRIAL, tried: tried.length, clean: record }
    },
    outline: async (_file, record, open) => ({
      total: 2,
      unreadable: false,
      ...outlineOf({ ...RECORD, uid: `r${record}` }, open && new Set(open)),
    }),
    suggest: async () => suggestMapping([RECORD, RECORD]),
  })
  return { engine, tried, draft: new MappingDraft(engine, new File(['{}'], 'a.jsonl')) }
}

const at = (path: string) => ({ path, isList: false, isJsonText: false })

describe('a mapping in the making', () => {
  it('begins with what the records suggest, with reasons, and without a name', async () => {
    const { draft } = world()
    await draft.start(null)
    expect(draft.form.paths.messages).toBe('talk')
    expect(draft.reasonFor('messages')).toBeTruthy()
    expect(draft.form.name).toBe('')
    await draft.setPath('messages', 'other')
    expect(draft.reasonFor('messages')).toBeUndefined()
  })

  it('begins with a mapping that is given', async () => {
    const { draft } = world()
    await draft.start(SAVED)
    expect(draft.mapping).toEqual(SAVED)
  })

  it('is tried with every change, and the last change counts', async () => {
    const { draft, tried } = world()
    await draft.start(SAVED)
    await Promise.all([draft.setPath('system', 's'), draft.setPath('system', 'sy')])
    expect(tried.at(-1)).toBe(mappingId({ ...SAVED, system: 'sy' }))
    expect(draft.trial?.tried).toBe(tried.length)
  })

  it('takes a field off where it is pointed at a second time', async () => {
    const { draft } = world()
    await draft.start(SAVED)
    await draft.point('id', at('uid'))
    expect(draft.mapping.id).toBe('uid')
    await draft.point('id', at('uid'))
    expect(draft.mapping.id).toBeUndefined()
  })

  it('keeps what is open when it goes to the next record, and stops at the ends', async () => {
    const { draft } = world()
    await draft.start(SAVED)
    await draft.toggle('talk')
    const paths = () => draft.outline?.rows.map((row) => ('path' in row ? row.path : ''))
    expect(paths()).toEqual(['talk', 'uid'])
    await draft.goTo(1)
    expect(paths()).toEqual(['talk', 'uid'])
    expect(draft.trial?.clean).toBe(1)
    await draft.goTo(2)
    expect(draft.record).toBe(1)
  })

  it('says what speakers mean: as told, as usual, or not known', async () => {
    const { draft } = world()
    await draft.start(SAVED)
    expect([draft.knownRole('human'), draft.knownRole('Bob')]).toEqual(['user', undefined])
    await draft.setRole('Bob', 'tool')
    expect(draft.saidRole('Bob')).toBe('tool')
    await draft.setRole('Bob', null)
    expect(draft.form.roles).toEqual({})
  })

  it('gives each label value one meaning', async () => {
    const { draft } = world()
    await draft.start(SAVED)
    await draft.setPath('label', 'ok')
    await draft.setLabel('"yes"', 'desirable')
    await draft.setLabel('"yes"', 'undesirable')
    expect(draft.mapping.label).toEqual({ path: 'ok', undesirable: ['yes'] })
  })

  it('is saved under its name and is unsaved again after a change', async () => {
    const { draft, engine } = world()
    await draft.start(SAVED)
    expect(draft.isSaved).toBe(false)
    draft.rename('mine')
    expect((await draft.save()).ok).toBe(true)
    expect(draft.isSaved).toBe(true)
    expect(await engine.listMappings()).toEqual([{ ...SAVED, name: 'mine' }])
    await draft.setPath('id', 'uid')
    expect(draft.isSaved).toBe(false)
    engine.world.refusal = { kind: 'quota', message: 'The storage is full.', usedBytes: 1 }
    expect(await draft.save()).toMatchObject({ ok: false })
  })

  it('goes out as a file and comes back from one', async () => {
    const { draft } = world()
    await draft.start({ ...SAVED, name: 'Vietnamese / travel “1”' })
    const file = draft.exported()
    expect(file.name).toBe('Vietnamese-travel-1.mapping.json')
    expect(await file.text()).toBe(mappingText(draft.mapping))
    await draft.start(null)
    expect(await draft.import(await file.text())).toBeNull()
    expect(draft.form.name).toBe('Vietnamese / travel “1”')
    expect(await draft.import('{"version": 2}')).toContain('version')
    expect(draft.form.name).toBe('Vietnamese / travel “1”')
  })
})

it('deletes a saved mapping and takes that back', async () => {
  const engine = new FakeEngine()
  const mapping = { version: 1 as const, name: 'Odd', prompt: ['q'] }
  await engine.saveMapping(mapping)
  const draft = new MappingDraft(engine, new File(['{}'], 'a.json'))
  await draft.start(mapping)
  expect(draft.isSaved).toBe(true)
  expect((await draft.remove('Odd')).ok).toBe(true)
  expect(draft.saved).toEqual([])
  expect(await engine.listMappings()).toEqual([])
  expect(draft.mapping).toEqual(mapping)
  await draft.putBack(mapping)
  expect(draft.isSaved).toBe(true)
})
