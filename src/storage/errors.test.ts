import { Dexie } from 'dexie'
import { describe, expect, it } from 'vitest'
import { attempt, storageError } from './errors.ts'

describe('a failure of storage', () => {
  it('that a full disk caused says so, even inside an aborted transaction', () => {
    const full = new DOMException('Quota exceeded', 'QuotaExceededError')
    expect(storageError(full)).toMatchObject({ kind: 'quota' })
    expect(storageError(new Dexie.AbortError('aborted', full))).toMatchObject({ kind: 'quota' })
    expect(storageError(new Dexie.BulkError('some failed', [full]))).toMatchObject({
      kind: 'quota',
    })
  })

  it('of a file that moved names the file, not the storage', () => {
    expect(storageError(new DOMException('gone', 'NotReadableError'))).toMatchObject({
      kind: 'source',
    })
  })

  it('of another kind carries what the browser said', () => {
    const broken = new DOMException('Internal error opening backing store', 'UnknownError')
    expect(storageError(broken)).toMatchObject({
      kind: 'storage',
      message: expect.stringContaining('opening backing store') as string,
    })
  })

  it('asks to reload where a newer app closed the storage', () => {
    const closed = new Dexie.DatabaseClosedError()
    expect(storageError(closed)?.message).toContain('Reload this page')
  })

  it('becomes a value, while a bug stays an exception', async () => {
    const refuse = () => Promise.reject(new DOMException('', 'QuotaExceededError'))
    expect(await attempt(refuse)).toMatchObject({ ok: false, error: { kind: 'quota' } })
    expect(await attempt(() => Promise.resolve(3))).toEqual({ ok: true, value: 3 })
    const bug = () => Promise.reject(new TypeError('x is not a function'))
    await expect(attempt(bug)).rejects.toThrow(TypeError)
  })
})
