/** Small records of batch files and of sets that are about on hubs, for the property tests. */
import type { Json } from '../../model/json.ts'
import type { FormatId } from '../../model/sample.ts'

const asked = { role: 'user', content: 'Which one?' }
const said = { role: 'assistant', content: 'This one.' }
const other = { role: 'assistant', content: 'That one.' }
const tool = { type: 'function', function: { name: 'f', parameters: { type: 'object' } } }
const call = { id: 'c1', type: 'function', function: { name: 'f', arguments: '{"a":1}' } }
const called = { role: 'assistant', content: null, tool_calls: [call] }

export const RECORDS_C = {
  'openai/batch-input': [
    {
      custom_id: 'r1',
      method: 'POST',
      url: '/v1/chat/completions',
      body: { model: 'm', messages: [asked], tools: [tool] },
    },
    {
      custom_id: 'r2',
      method: 'POST',
      url: '/v1/completions',
      body: { model: 'm', prompt: 'Say' },
    },
    { custom_id: 'r3', method: 'POST', url: '/v1/responses', body: { input: 'Say' } },
  ],
  'openai/batch-output': [
    {
      id: 'b1',
      custom_id: 'r1',
      response: {
        status_code: 200,
        body: {
          object: 'chat.completion',
          model: 'm',
          choices: [
            { index: 0, message: called, finish_reason: 'tool_calls' },
            { index: 1, message: other, finish_reason: 'stop' },
          ],
        },
      },
      error: null,
    },
    {
      id: 'b2',
      custom_id: 'r2',
      response: { status_code: 200, body: { choices: [{ index: 0, text: 'a' }] } },
      error: null,
    },
    { custom_id: 'r3', response: { body: { choices: [{ index: 0, message: said }] } } },
  ],
  'json-text': [
    {
      messages: JSON.stringify([
        asked,
        called,
        { role: 'tool', tool_call_id: 'c1', content: '1' },
        said,
      ]),
      tools: JSON.stringify([tool]),
      instance_id: 'i1',
      resolved: true,
    },
    {
      uuid: 'u1',
      messages: JSON.stringify([asked, said], null, 2),
      available_tools: JSON.stringify([tool]),
      target_tools: 'f',
    },
    {
      conversations: JSON.stringify([
        { from: 'human', value: 'Which one?' },
        { from: 'gpt', value: 'This one.' },
      ]),
      system: 'Be brief.',
      tools: [tool],
    },
  ],
} satisfies Partial<Record<FormatId, readonly Json[]>>
