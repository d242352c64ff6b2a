import { describe, expect, it } from 'vitest'
import { CHECKS, checkByCode } from '../../../core/checks/index.ts'
import { SettingsDraft } from './settings-draft.svelte.ts'

const long = checkByCode('tool.long')!
const above = long.options!['warnAbove']!

describe('the draft of settings', () => {
  it('keeps only what differs from how checks come', () => {
    const draft = new SettingsDraft(CHECKS, {})
    draft.setOn(long, false)
    draft.type(long, 'warnAbove', above, '5,000')
    draft.setSeverity(long, 'note')
    expect(draft.settings).toEqual({
      checks: { 'tool.long': { on: false, severity: 'note', options: { warnAbove: 5000 } } },
    })
    expect(draft.changed).toBe(1)
    draft.setOn(long, true)
    draft.setSeverity(long, '')
    draft.type(long, 'warnAbove', above, '8000')
    expect(draft.settings).toEqual({})
    expect(draft.isTuned(long)).toBe(false)
  })

  it('shows what a target wants, and keeps a word against it', () => {
    const draft = new SettingsDraft(CHECKS, {})
    draft.chooseTarget('verl/rl')
    expect(draft.typed(long, 'warnAbove')).toBe('256')
    draft.type(long, 'warnAbove', above, '8000')
    expect(draft.settings).toEqual({
      target: 'verl/rl',
      checks: { 'tool.long': { options: { warnAbove: 8000 } } },
    })
    draft.chooseTarget('nothing')
    expect(draft.target).toBe('')
  })

  it('says what is wrong with a value and keeps what is typed', () => {
    const draft = new SettingsDraft(CHECKS, {})
    draft.type(long, 'warnAbove', above, '0')
    expect(draft.problem).toBe('Warning above: it goes from 1 to 100000000; it is 0.')
    draft.type(long, 'warnAbove', above, 'many')
    expect(draft.problem).toBe('Warning above: it is a number.')
    expect(draft.typed(long, 'warnAbove')).toBe('many')
    draft.reset(long)
    expect(draft.problem).toBeUndefined()
    expect(draft.typed(long, 'warnAbove')).toBe('8000')
  })

  it('comes back from its own file, and says what is wrong with another', async () => {
    const draft = new SettingsDraft(
      CHECKS,
      { target: 'trl/kto', exemptTools: ['wait', 'poll'] },
      'Mine',
    )
    draft.setOn(long, false)
    const other = new SettingsDraft(CHECKS, {})
    expect(await other.import(draft.exported())).toBeUndefined()
    expect(other.named()).toEqual(draft.named())
    expect(other.isSame(draft.settings)).toBe(true)
    expect(await other.import(new File(['{'], 'x.json'))).toContain('x.json is no JSON')
    expect(
      await other.import(new File(['{"version":1,"name":"a","checks":{"no":{}}}'], 'x.json')),
    ).toBe('x.json: “no” is no check.')
    expect(other.isSame(draft.settings)).toBe(true)
  })
})
