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
  helpsteer2: [
    {
      prompt: 'Say',
      response: 'a',
      helpfulness: 4,
      correctness: 4,
      coherence: 4,
      complexity: 1,
      verbosity: 0,
    },
  ],
  helpsteer3: [
    {
      domain: 'code',
      language: 'python',
      context: [asked, said, asked],
      response1: 'a',
      response2: 'b',
      overall_preference: -2,
      individual_preference: [{ score: -2, reasoning: 'r' }],
    },
    { context: [asked], response1: 'a', response2: 'b', overall_preference: 1 },
    { context: [asked], response1: 'a', response2: 'b', overall_preference: 0 },
  ],
  shp: [
    {
      post_id: 'p',
      domain: 'askx',
      history: 'Say',
      human_ref_A: 'a',
      human_ref_B: 'b',
      labels: 1,
      score_A: 9,
      score_B: 3,
      score_ratio: 3.0,
    },
    { history: 'Say', human_ref_A: 'a', human_ref_B: 'b', labels: 0 },
  ],
  'lmsys/arena': [
    {
      question_id: 'q1',
      model_a: 'm1',
      model_b: 'm2',
      winner: 'model_b',
      conversation_a: [asked, said, asked, said],
      conversation_b: [asked, said, asked, other],
      language: 'English',
    },
    {
      winner: 'tie (bothbad)',
      conversation_a: [asked, said],
      conversation_b: [asked, other],
    },
  ],
  'lmsys/chat': [
    { conversation_id: 'c', model: 'm', conversation: [asked, said], redacted: false },
    { conversation_hash: 'c', model: 'm', conversation: [asked, called] },
  ],
  distilabel: [
    {
      instruction: 'Say',
      generations: ['a', 'b', 'c'],
      ratings: [4, 2.5, null],
      rationales: ['good', '', null],
      generation_models: ['m1', 'm2', 'm3'],
    },
    { input: 'Say', generations: ['a', 'b'], rating: [1, 2], system: 'Be brief.' },
  ],
  capybara: [
    {
      source: 'set',
      conversation: [
        { input: 'Which one?', output: 'This one.' },
        { input: 'Why?', output: 'So.' },
      ],
    },
    { conversation: [{ input: 'Which one?', output: null }] },
  ],
  'oasst/message': [
    {
      message_id: 'm1',
      parent_id: null,
      text: 'Which one?',
      role: 'prompter',
      lang: 'en',
      message_tree_id: 'm1',
    },
    {
      message_id: 'm2',
      parent_id: 'm1',
      text: 'This one.',
      role: 'assistant',
      rank: 0,
      labels: { name: ['quality', 'toxicity'], value: [0.75, 0.0], count: [3, 3] },
      message_tree_id: 'm1',
    },
  ],
  'oasst/tree': [
    {
      message_tree_id: 'm1',
      tree_state: 'ready_for_export',
      prompt: {
        message_id: 'm1',
        text: 'Which one?',
        role: 'prompter',
        replies: [
          {
            text: 'This one.',
            role: 'assistant',
            rank: 1,
            labels: { quality: { value: 0.5, count: 2 } },
            replies: [
              { text: 'No.', role: 'prompter', replies: [{ text: 'Yes.', role: 'assistant' }] },
            ],
          },
          { text: 'That one.', role: 'assistant', rank: 0, replies: [] },
        ],
      },
    },
    { message_tree_id: 'm2', prompt: { text: 'Hello?', role: 'prompter', replies: [] } },
  ],
  'bfcl/results': [
    { id: 'simple_0', result: '[f(a=1)]', latency: 0.5, input_token_count: 9 },
    { id: 'parallel_0', result: [{ f: '{"a": 1}' }, { f: { a: 2 }, g: '{}' }] },
    {
      id: 'multi_turn_base_0',
      result: [
        [[{ f: '{}' }], 'Done.'],
        ['[g()]', 'So.'],
      ],
    },
  ],
  'ms-swift/query': [
    { query: 'Say', response: 'a' },
    {
      system: 'Be brief.',
      history: [['Which one?', 'This one.']],
      query: 'Say',
      response: 'a',
      rejected_response: 'b',
    },
    { query: 'Say', response: 'a', label: true, history: [] },
    { query: 'Say', response: 'a', label: 0.5 },
  ],
  'question-answer': [
    { question: 'Which one?', answer: 'This one.' },
    { system: 'Be brief.', prompt: 'Say', response: 'a' },
    { instruction: 'Say', input: 'it', response: 'a' },
    { problem: '1 + 1', solution: '2', label: true },
    { user: 'Say', assistant: 'a' },
  ],
  'axolotl/segments': [
    {
      segments: [
        { label: false, text: '<s>Which one?\n' },
        { label: true, text: 'This one.</s>' },
        { label: false, text: 'Why?' },
        { label: true, text: 'So.' },
      ],
    },
    { segments: [{ label: true, text: 'This one.' }] },
  ],
} satisfies Partial<Record<FormatId, readonly Json[]>>
