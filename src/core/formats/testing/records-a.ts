/** Small records of preference sets, trainers' rows and vendors' messages, for the property tests. */
import type { Json } from '../../model/json.ts'
import type { FormatId } from '../../model/sample.ts'

const asked = { role: 'user', content: 'Which one?' }
const said = { role: 'assistant', content: 'This one.' }
const other = { role: 'assistant', content: 'That one.' }
const tool = { type: 'function', function: { name: 'f', parameters: { type: 'object' } } }
const call = { id: 'c1', type: 'function', function: { name: 'f', arguments: '{"a":1}' } }
const called = { role: 'assistant', content: null, tool_calls: [call] }
const result = { role: 'tool', tool_call_id: 'c1', name: 'f', content: '1' }
const swiftCall = (a: number) => ({
  role: 'tool_call',
  content: `{"name": "f", "arguments": {"a": ${a}}}`,
})
const swiftResult = { role: 'tool_response', content: '1' }

export const RECORDS_A = {
  'trl/prompt-only': [
    { prompt: 'Say', solution: '42' },
    { prompt: [asked], tools: [tool], environment: 'shop' },
    { prompt: [asked, said] },
  ],
  'trl/prompt-completion': [
    { prompt: 'Say', completion: 'a' },
    { prompt: [asked], completion: [called, result, said], tools: JSON.stringify([tool]) },
    { instruction: 'Say', system: 'Be brief.', completion: 'a' },
  ],
  'trl/language-modeling': [{ text: 'Once upon a time.' }],
  'trl/unpaired': [
    { prompt: 'Say', completion: 'a', label: true },
    { prompt: [asked], completion: [said], label: false },
    { question: 'Say', completion: 'a', label: false, system: 'Be brief.' },
  ],
  'trl/stepwise': [
    { prompt: 'Add', completions: ['One.', '', 'Two.'], labels: [true, true, false] },
    { prompt: [asked], completions: ['One.'], labels: [1] },
  ],
  'verl/rl': [
    {
      data_source: 'set',
      prompt: [{ role: 'system', content: 'Be brief.' }, asked],
      ability: 'math',
      reward_model: { style: 'rule', ground_truth: '42' },
      extra_info: { split: 'train', index: 3, need_tools_kwargs: true },
      agent_name: 'tool_agent',
    },
    { data_source: 'set', prompt: [asked], reward_model: { style: 'model', ground_truth: null } },
  ],
  'verl/sft': [
    { messages: [asked, called, result, said], tools: [tool], enable_thinking: true },
    { messages: [asked, said], enable_thinking: false },
  ],
  'verl/rollout': [
    { input: 'user\nSay\nassistant\n', output: 'a', gts: '42', score: 1, step: 7, format: 0.5 },
    {
      input: 'Say',
      output: '<think>\nso\n</think>\n<tool_call>\n{"name": "f", "arguments": {}}\n</tool_call>',
      gts: null,
      score: -1.5,
      step: 7,
      'a/b': true,
    },
  ],
  'openai/preference': [
    {
      input: { messages: [asked], tools: [tool], parallel_tool_calls: true },
      preferred_output: [called],
      non_preferred_output: [other],
    },
    {
      input: { messages: [asked] },
      preferred_completion: [said],
      non_preferred_completion: [other],
    },
  ],
  'openai/responses': [
    {
      instructions: 'Be brief.',
      input: [{ role: 'user', content: 'Which one?' }],
      output: [
        { type: 'reasoning', id: 'r', summary: [{ type: 'summary_text', text: 'hm' }] },
        { type: 'function_call', call_id: 'c1', name: 'f', arguments: '{"a":1}' },
        { type: 'function_call', call_id: 'c2', name: 'f', arguments: '{"a":2}' },
      ],
      tools: [{ type: 'function', name: 'f', parameters: { type: 'object' } }],
    },
    {
      items: [
        { type: 'message', role: 'user', content: [{ type: 'input_text', text: 'Which one?' }] },
        { type: 'function_call', call_id: 'c1', name: 'f', arguments: '{}' },
        { type: 'function_call_output', call_id: 'c1', output: '{"ok":true}' },
        { type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'This.' }] },
      ],
    },
    { input: 'Say', output: [{ type: 'message', role: 'assistant', content: 'a' }] },
    {
      object: 'response',
      instructions: 'Be brief.',
      output: [{ type: 'message', role: 'assistant', content: 'a' }],
    },
  ],
  anthropic: [
    {
      system: 'Be brief.',
      messages: [
        { role: 'user', content: 'Which one?' },
        {
          role: 'assistant',
          content: [
            { type: 'thinking', thinking: 'hm', signature: 's' },
            { type: 'text', text: 'Let me see.' },
            { type: 'tool_use', id: 't1', name: 'f', input: { a: 1 } },
            { type: 'tool_use', id: 't2', name: 'f', input: {} },
          ],
        },
        {
          role: 'user',
          content: [
            { type: 'tool_result', tool_use_id: 't1', content: '1' },
            { type: 'tool_result', tool_use_id: 't2', content: [{ type: 'text', text: 'no' }] },
            { type: 'text', text: 'Well?' },
          ],
        },
        { role: 'assistant', content: 'This one.' },
      ],
      tools: [{ name: 'f', description: 'd', input_schema: { type: 'object', properties: {} } }],
    },
    {
      system: [{ type: 'text', text: 'Be brief.', cache_control: { type: 'ephemeral' } }],
      messages: [
        { role: 'user', content: [{ type: 'image', source: { type: 'url', url: 'a' } }] },
        { role: 'assistant', content: [{ type: 'text', text: 'A cat.' }] },
      ],
    },
  ],
  gemini: [
    {
      systemInstruction: { role: 'system', parts: [{ text: 'Be brief.' }] },
      contents: [
        { role: 'user', parts: [{ text: 'Which one?' }] },
        {
          role: 'model',
          parts: [
            { text: 'hm', thought: true },
            { functionCall: { name: 'f', args: { a: 1 } } },
            { functionCall: { name: 'f', args: { a: 2 } } },
          ],
        },
        {
          role: 'user',
          parts: [
            { functionResponse: { name: 'f', response: { ok: true } } },
            { functionResponse: { name: 'f', response: { ok: false } } },
          ],
        },
        { role: 'model', parts: [{ text: 'This one.' }] },
      ],
      tools: [
        {
          functionDeclarations: [
            { name: 'f', parameters: { type: 'OBJECT', properties: { a: { type: 'INTEGER' } } } },
          ],
        },
      ],
    },
    {
      system_instruction: 'Be brief.',
      contents: [
        { parts: [{ inline_data: { mime_type: 'image/png', data: 'a' } }, { text: 'What?' }] },
        { role: 'model', parts: [{ text: 'A cat.' }] },
      ],
    },
  ],
  hh: [
    { chosen: '\n\nHuman: q\n\nAssistant: a', rejected: '\n\nHuman: q\n\nAssistant: b' },
    {
      chosen: '\n\nHuman: q\n\nAssistant: a\n\nHuman: r\n\nAssistant: s',
      rejected: '\n\nHuman: q\n\nAssistant: a\n\nHuman: r\n\nAssistant: t',
    },
  ],
  ultrafeedback: [
    {
      source: 'set',
      instruction: 'Say',
      models: ['m1', 'm2', 'm3'],
      completions: [
        {
          model: 'm1',
          response: 'a',
          annotations: {
            helpfulness: { Type: ['1'], Rating: '4', 'Rationale For Rating': 'good' },
            honesty: { Rating: 'N/A', Rationale: 'not asked' },
          },
          overall_score: 8.5,
          'fine-grained_score': 4.25,
          critique: 'c',
        },
        { model: 'm2', response: 'b', annotations: { helpfulness: [{ Rating: '2' }] } },
        { model: 'm3', response: '', annotations: {} },
      ],
    },
  ],
  'ultrafeedback/binarized': [
    {
      prompt: 'Which one?',
      prompt_id: 'p',
      chosen: [asked, said],
      rejected: [asked, other],
      messages: [asked, said],
      score_chosen: 8,
      score_rejected: 4.5,
    },
  ],
  'argilla/binarized': [
    {
      source: 'set',
      instruction: 'Say',
      chosen_response: 'a',
      rejected_response: 'b',
      chosen_avg_rating: 4.5,
      rejected_avg_rating: 3,
      chosen_model: 'm1',
    },
    { system: 'Be brief.', instruction: 'Say', chosen_response: 'a', rejected_response: 'b' },
  ],
  nectar: [
    {
      prompt: '\n\nHuman: Say\n\nAssistant: ',
      answers: [
        { answer: 'a', model: 'm1', rank: 1 },
        { answer: 'b', model: 'm2', rank: 2 },
        { answer: 'c', model: 'm3', rank: 2 },
      ],
      source: ['set'],
    },
    {
      prompt: 'Say',
      answers: [
        { answer: 'a', rank: 2 },
        { answer: 'b', rank: 1 },
      ],
    },
  ],
  pandalm: [
    {
      idx: 0,
      cmp_key: 'm1_m2',
      instruction: 'Say',
      input: 'hi',
      response1: 'a',
      response2: 'b',
      annotator1: 2,
      annotator2: 2,
      annotator3: 0,
    },
    {
      instruction: 'Say',
      input: '',
      response1: 'a',
      response2: 'b',
      annotator1: 0,
      annotator2: 0,
      annotator3: 1,
    },
    { instruction: 'Say', response1: 'a', response2: 'b', annotator1: 1, annotator2: 2 },
  ],
  'evals/choice': [
    {
      question: 'Would you?',
      statement: 's',
      label_confidence: 0.9,
      answer_matching_behavior: ' Yes',
      answer_not_matching_behavior: ' No',
    },
    {
      question: 'Which?',
      answer_matching_behavior: ' (A)',
      answer_not_matching_behavior: [' (B)', ' (C)'],
    },
  ],
  axolotl: [
    { system: 'Be brief.', question: 'Say', chosen: 'a', rejected: 'b' },
    { input: 'Say', chosen: 'a', rejected: 'b' },
  ],
  'ms-swift': [
    {
      messages: [asked, swiftCall(1), swiftCall(2), swiftResult, swiftResult, said],
      tools: JSON.stringify([tool]),
    },
    { messages: [asked, swiftCall(1), swiftResult, said], rejected_response: 'b' },
    {
      messages: [asked, swiftCall(1), swiftCall(2), swiftResult, said],
      rejected_response: [swiftCall(3), swiftResult, other],
    },
    {
      messages: [asked, swiftCall(1), swiftCall(2), swiftResult, said],
      rejected_messages: [asked, swiftCall(1), swiftCall(3), swiftResult, other],
    },
    { messages: [asked, swiftCall(1), swiftResult, said], label: true },
    { messages: [asked, swiftCall(1), swiftResult, said], label: 0.5, system: 'Be brief.' },
  ],
  openrlhf: [
    { input: 'Say', output: 'a' },
    { input: [asked], output: [said] },
    { input: 'Say', label: '42', datasource: 'set' },
    { input: 'Say', output: 'a', label: 1 },
    { instruction: 'Say', input: 'hi', output: 'b', label: 0 },
    { prompt: [asked], response: 'b', label: 0 },
  ],
  'open-instruct': [
    { messages: [asked], ground_truth: '42', dataset: 'math' },
    { messages: [asked, said], ground_truth: ['a'], dataset: ['math'], tools: [tool] },
  ],
} satisfies Partial<Record<FormatId, readonly Json[]>>
