import { describe, expect, it } from 'vitest'
import { MemoryBrowser, type Tab } from './testing/memory-browser.ts'
import type { DatasetId } from '../../storage/db.ts'
import { tellingText } from './recorded-results.ts'

/** One OpenAI record with a call and its result. */
function record(args: string, result: string, name = 'find_user'): string {
  const call = { id: 'c', type: 'function', function: { name, arguments: args } }
  return JSON.stringify({
    messages: [
      { role: 'user', content: 'Go' },
      { role: 'assistant', content: null, tool_calls: [call] },
      { role: 'tool', tool_call_id: 'c', content: result },
      { role: 'assistant', content: 'Done' },
    ],
  })
}

async function loaded(...records: string[]): Promise<{ tab: Tab; id: DatasetId }> {
  const tab = new MemoryBrowser().tab()
  const file = new File([records.join('\n')], 'some.jsonl')
  const id = await tab.load({ file, container: 'jsonl', format: 'openai', confidence: 1 })
  return { tab, id }
}

const wanted = { name: 'find_user', args: { zip: '19122', name: 'Yusuf "Y" Rossi' } }
const SAME = '{"name": "Yusuf \\"Y\\" Rossi", "zip": "19122"}'

describe('recorded results of an identical call', () => {
  it('are found by their arguments, whatever their spelling, each said once', async () => {
    const { tab, id } = await loaded(
      record('{"zip":"19122","name":"Yusuf Rossi"}', 'another name'),
      record(SAME, 'yusuf_rossi_9620'),
      record(SAME, 'of another tool', 'find_order'),
      record(SAME.replace(', ', ' ,\n'), 'yusuf_rossi_9620'),
      '{"messages": [',
      record(SAME, 'Error: not found'),
    )
    const found = await tab.desk.recordedResults(id, { call: wanted }, 1)
    expect(found.complete).toBe(true)
    expect(found.results.map((r) => [r.record, r.number, r.result.text])).toEqual([
      [1, 2, 'yusuf_rossi_9620'],
      [5, 2, 'Error: not found'],
    ])
  })

  it('leave out the message that asks', async () => {
    const { tab, id } = await loaded(record(SAME, 'mine'), record(SAME, 'theirs'))
    const except = { record: 0, path: '/messages/2' }
    const found = await tab.desk.recordedResults(id, { call: wanted, except }, 1)
    expect(found.results.map((r) => r.result.text)).toEqual(['theirs'])
  })

  it('stop at five, and say so', async () => {
    const { tab, id } = await loaded(...Array.from({ length: 9 }, (_, i) => record(SAME, `${i}`)))
    const found = await tab.desk.recordedResults(id, { call: wanted }, 1)
    expect(found.results.map((r) => r.result.text)).toEqual(['0', '1', '2', '3', '4'])
    expect(found.complete).toBe(false)
  })

  it('are no longer looked for once the job is cancelled', async () => {
    const { tab, id } = await loaded(record(SAME, 'one'))
    const found = tab.desk.recordedResults(id, { call: wanted }, 7)
    // Until its dataset is looked up there is no job to cancel; reading the bytes takes far longer.
    for (let turn = 0; turn < 50; turn++) {
      await Promise.resolve()
      tab.desk.cancel(7)
    }
    await expect(found).rejects.toThrow(/abort/i)
  })
})

describe('the text that is searched for', () => {
  it('is the longest part of a value that no spelling changes, else of a name', () => {
    expect(tellingText(wanted)).toBe('Yusuf ')
    expect(tellingText({ name: 'get', args: { order_id: 5 } })).toBe('order_id')
    expect(tellingText({ name: 'list_all_product_types', args: {} })).toBe('list_all_product_types')
    expect(tellingText({ name: 'f', args: { a: 'é/ü' } })).toBe('f')
  })
})
