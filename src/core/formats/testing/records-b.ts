/** Small records of function-calling sets and traces, for the property tests. */
import type { Json } from '../../model/json.ts'

const asked = { role: 'user', content: 'Which one?' }
const answered = { role: 'assistant', content: 'This one.' }
const turn = { from: 'human', value: 'Which one?' }
const tool = { name: 'f', description: 'd', parameters: { type: 'object', properties: {} } }
const call = { id: 'c1', type: 'function', function: { name: 'f', arguments: '{"a":1}' } }

const otelInput = [
  asked,
  { role: 'assistant', parts: [{ type: 'tool_call', id: 'c1', name: 'f', arguments: { a: 1 } }] },
  { role: 'tool', parts: [{ type: 'tool_call_response', id: 'c1', response: { ok: true } }] },
]
const otelOutput = [
  {
    role: 'assistant',
    parts: [
      { type: 'reasoning', content: 'so' },
      { type: 'text', content: 'This one.' },
    ],
  },
]

export const RECORDS_B = {
  hermes: [
    {
      id: 'a1',
      conversations: [
        { from: 'system', value: `Tools: <tools>[${JSON.stringify(tool)}]</tools>` },
        turn,
        {
          from: 'gpt',
          value: '<tool_call>\n{"name": "f", "arguments": {"a": 1}}\n</tool_call>',
        },
        { from: 'tool', value: '{"ok": true}' },
        { from: 'gpt', value: 'This one.' },
      ],
      tools: JSON.stringify([tool]),
      category: 'Choices',
      subcategory: 'One of two',
      task: 'Choose',
    },
  ],
  'apigen-mt': [
    {
      system: '# Retail agent policy\nBe brief.',
      tools: JSON.stringify([tool]),
      conversations: [
        turn,
        { from: 'function_call', value: '{"name": "f", "arguments": {"a": 1}}' },
        { from: 'observation', value: '{"ok":true}' },
        { from: 'gpt', value: 'This one.' },
      ],
    },
  ],
  toolace: [
    {
      system: `Here is a list of functions in JSON format that you can invoke:\n[${JSON.stringify(tool)}]\nUse [func_name1(params=value)].`,
      conversations: [
        { from: 'user', value: 'Which one?' },
        { from: 'assistant', value: '[Big Thing(a=1, b="x y", c=[True, None])]' },
        { from: 'tool', value: '[{"ok": true}]' },
        { from: 'assistant', value: 'This one.' },
      ],
    },
    {
      system: 'Be brief.',
      conversations: [
        { from: 'user', value: 'Which one?' },
        { from: 'assistant', value: '[f(), g.h(a={"b": 1.50})]' },
      ],
    },
  ],
  xlam: [
    {
      id: 3,
      query: 'Which one?',
      answers: '[{"name": "f", "arguments": {"a": 1}}]',
      tools: '[{"name": "f", "description": "d", "parameters": {"a": {"type": "int, optional"}}}]',
    },
    { query: 'Which one?', answers: [{ name: 'f', arguments: {} }], tools: [tool] },
    { query: 'Which one?', answers: '[]', tools: '[]' },
  ],
  glaive: [
    {
      system: `SYSTEM: You have these functions -\n${JSON.stringify(tool, null, 4)}\n`,
      chat:
        'USER: Which one?\n\n\nASSISTANT: <functioncall> {"name": "f", "arguments": \'{"a": 1}\'} <|endoftext|>' +
        '\n\n\nFUNCTION RESPONSE: {"ok": true}\n\n\nASSISTANT: This one. <|endoftext|>\n\n\n',
    },
    { system: 'SYSTEM: No functions.\n', chat: 'USER: Hi\n\n\nASSISTANT: Hello. <|endoftext|>' },
  ],
  bfcl: [
    {
      id: 'simple_0',
      question: [[asked]],
      function: [{ name: 'f', description: 'd', parameters: { type: 'dict', properties: {} } }],
    },
    { id: 'multi_turn_0', question: [[asked], [asked]], involved_classes: ['X'] },
  ],
  'bfcl/answers': [
    { id: 'simple_0', ground_truth: [{ f: { a: [1, ''] } }] },
    { id: 'multi_turn_0', ground_truth: [['f(a=1)'], []] },
  ],
  'seal-tools': [
    {
      id: 'x-0',
      query: 'Which one?',
      calling: [
        { api: 'f', parameters: { a: 1 }, responses: ['API_call_0'] },
        { api: 'g', parameters: {} },
      ],
    },
  ],
  toolalpaca: [
    {
      Name: 'X',
      Category: 'Animals',
      Function_Description: {
        f: 'Finds it.\nParameters: {"a": "Required. Integer. Which one."}\nOutput: it.',
        components: '',
      },
      Instructions: ['Which one?', 'And which?'],
      Golden_Answers: [[{ Action: 'f', Action_Input: '{"a": 1}' }], []],
    },
    {
      Name: 'Y',
      Function_Description: { f: 'Finds it.' },
      Instructions: ['Which one?'],
      Golden_Answers: [[{ Action: 'f', Action_Input: { a: 1 } }]],
    },
  ],
  toolbench: [
    {
      win: true,
      answer_generation: {
        query: 'Which one?',
        finish_type: 'give_answer',
        function: [tool],
        train_messages: [
          [asked],
          [
            asked,
            {
              role: 'assistant',
              content: null,
              function_call: { name: 'Finish', arguments: '{"return_type": "give_answer"}' },
            },
          ],
        ],
      },
    },
    {
      win: false,
      tree: {
        size: 6,
        tree: {
          node_type: 'Action Input',
          description: '',
          children: [
            {
              node_type: 'Thought',
              description: 'So.',
              children: [
                {
                  node_type: 'Action',
                  description: 'f',
                  children: [
                    {
                      node_type: 'Action Input',
                      description: '{"a": 1}',
                      observation: '{"error": ""}',
                      finished: false,
                      children: [],
                    },
                  ],
                },
              ],
            },
            { node_type: 'Thought', description: 'Or not.', finished: false, children: [] },
          ],
        },
      },
      answer_generation: { query: 'Which one?', finish_type: 'give_up' },
    },
    { win: false, answer_generation: { query: 'Which one?', finish_type: 'give_up' } },
  ],
  'tau-bench/display': [
    {
      messages_display:
        'user: Which one?\nassistant: None\ntool: {"ok": true}\nassistant: This one.\nuser: ###STOP###',
    },
  ],
  tau2: [
    {
      id: 's1',
      task_id: '5',
      trial: 1,
      termination_reason: 'user_stop',
      reward_info: { reward: 0.0, reward_basis: ['DB'], reward_breakdown: { DB: 0.0 } },
      messages: [
        { role: 'assistant', content: 'Hi!', tool_calls: null },
        { role: 'user', content: 'Which one?', tool_calls: null },
        {
          role: 'assistant',
          content: null,
          tool_calls: [{ id: 'c1', name: 'f', arguments: { a: 1 }, requestor: 'assistant' }],
        },
        { id: 'c1', role: 'tool', content: '1', requestor: 'assistant', error: false },
        { role: 'assistant', content: 'Press it.' },
        {
          role: 'user',
          content: null,
          tool_calls: [{ id: 'u1', name: 'press', arguments: {}, requestor: 'user' }],
        },
        { id: 'u1', role: 'tool', content: 'done', requestor: 'user', error: false },
        { role: 'user', content: 'Done.' },
        { role: 'assistant', content: 'This one.' },
      ],
    },
  ],
  'swe-agent': [
    {
      history: [
        { role: 'system', content: 'Fix it.', agent: 'main', message_type: 'system_prompt' },
        { role: 'user', content: 'It is broken.', agent: 'main', message_type: 'observation' },
        {
          role: 'assistant',
          content: 'So.',
          thought: 'So.',
          action: 'ls',
          agent: 'main',
          tool_calls: [call],
          message_type: 'action',
        },
        { role: 'tool', content: 'a b', agent: 'main', tool_call_ids: ['c1'] },
      ],
      trajectory: [],
      info: { exit_status: 'submitted' },
    },
  ],
  intercode: [
    {
      environment: 'ic_bash',
      task_id: 0,
      query: 'Which one?',
      turn_history: {
        actions: ['ls', 'cat "a"'],
        observations: ['a', ''],
        rewards: [0.5, 1],
        valid_action: [true, true],
      },
      summary: { max_reward: 1, turns_taken: 2 },
      info: { reward: { file_diff: 0.33 } },
    },
  ],
  langsmith: [
    {
      id: 'r1',
      trace_id: 't1',
      parent_run_id: null,
      dotted_order: '20240429T004912090000Zr1',
      run_type: 'llm',
      inputs: {
        messages: [
          [
            {
              lc: 1,
              type: 'constructor',
              id: ['langchain', 'schema', 'messages', 'HumanMessage'],
              kwargs: { content: 'Which one?', type: 'human' },
            },
            {
              lc: 1,
              type: 'constructor',
              id: ['langchain', 'schema', 'messages', 'AIMessage'],
              kwargs: {
                content: '',
                tool_calls: [{ name: 'f', args: { a: 1 }, id: 'c1', type: 'tool_call' }],
              },
            },
            {
              lc: 1,
              type: 'constructor',
              id: ['langchain', 'schema', 'messages', 'ToolMessage'],
              kwargs: { content: '1', tool_call_id: 'c1', name: 'f', status: 'success' },
            },
          ],
        ],
      },
      outputs: {
        generations: [[{ text: 'This one.', message: { type: 'ai', content: 'This one.' } }]],
      },
      extra: { invocation_params: { model: 'm', tools: [{ type: 'function', function: tool }] } },
      feedback_stats: { correctness: { n: 1, avg: 1 } },
      reference_example_id: 'e1',
    },
    {
      id: 'r2',
      trace_id: 't2',
      dotted_order: '2',
      run_type: 'chain',
      inputs: { question: 'Which one?' },
      outputs: { output: 'This one.' },
    },
  ],
  langfuse: [
    {
      id: 't1',
      name: 'chat',
      observations: [
        { id: 'o1', type: 'SPAN', startTime: '2024-01-01T00:00:00Z' },
        {
          id: 'o3',
          type: 'GENERATION',
          model: 'm',
          startTime: '2024-01-01T00:00:02Z',
          parentObservationId: 'o1',
          input: JSON.stringify({
            messages: [
              asked,
              { role: 'assistant', content: null, tool_calls: [call] },
              { role: 'tool', tool_call_id: 'c1', content: '1' },
            ],
            tools: [{ type: 'function', function: tool }],
          }),
          output: answered,
        },
        {
          id: 'o2',
          type: 'GENERATION',
          startTime: '2024-01-01T00:00:01Z',
          input: [asked],
          output: { role: 'assistant', content: null, tool_calls: [call] },
        },
      ],
      scores: [
        { name: 'correct', value: 1, dataType: 'NUMERIC', comment: 'right' },
        { name: 'tone', value: null, stringValue: 'kind', dataType: 'CATEGORICAL' },
      ],
    },
    {
      id: 'o1',
      type: 'GENERATION',
      parentObservationId: null,
      input: 'Which one?',
      output: 'This one.',
    },
  ],
  openinference: [
    {
      name: 'llm',
      context: { trace_id: '0x1', span_id: '0x2' },
      attributes: {
        'openinference.span.kind': 'LLM',
        'llm.model_name': 'm',
        'llm.input_messages.0.message.role': 'user',
        'llm.input_messages.0.message.content': 'Which one?',
        'llm.output_messages.0.message.role': 'assistant',
        'llm.output_messages.0.message.tool_calls.0.tool_call.id': 'c1',
        'llm.output_messages.0.message.tool_calls.0.tool_call.function.name': 'f',
        'llm.output_messages.0.message.tool_calls.0.tool_call.function.arguments': '{"a": 1}',
        'llm.tools.0.tool.json_schema': JSON.stringify({ type: 'function', function: tool }),
      },
    },
    {
      'attributes.openinference.span.kind': 'LLM',
      'attributes.llm.input_messages': [
        { 'message.role': 'user', 'message.content': 'Which one?' },
      ],
      'attributes.llm.output_messages': [
        { 'message.role': 'assistant', 'message.content': 'This one.' },
      ],
    },
    {
      attributes: {
        openinference: { span: { kind: 'LLM' } },
        llm: {
          input_messages: [{ message: { role: 'user', content: 'Which one?' } }],
          output_messages: [{ message: { role: 'assistant', content: 'This one.' } }],
        },
      },
    },
  ],
  'otel-genai': [
    {
      name: 'chat m',
      attributes: {
        'gen_ai.request.model': 'm',
        'gen_ai.system_instructions': [{ type: 'text', content: 'Be brief.' }],
        'gen_ai.input.messages': otelInput,
        'gen_ai.output.messages': otelOutput,
        'gen_ai.tool.definitions': [{ type: 'function', ...tool }],
      },
    },
    {
      traceId: 't1',
      spanId: 's1',
      attributes: [
        { key: 'gen_ai.input.messages', value: { stringValue: JSON.stringify(otelInput) } },
        { key: 'gen_ai.output.messages', value: { stringValue: JSON.stringify(otelOutput) } },
        { key: 'gen_ai.usage.input_tokens', value: { intValue: '12' } },
      ],
    },
    { 'gen_ai.input.messages': otelInput, 'gen_ai.output.messages': otelOutput },
  ],
  atif: [
    {
      schema_version: 'ATIF-v1.4',
      session_id: 's1',
      agent: { name: 'x', version: '1', model_name: 'm', tool_definitions: [tool] },
      steps: [
        { step_id: 1, source: 'user', message: 'Which one?' },
        {
          step_id: 2,
          source: 'agent',
          message: 'I look.',
          reasoning_content: 'so',
          tool_calls: [{ tool_call_id: 'c1', function_name: 'f', arguments: { a: 1.0 } }],
          observation: { results: [{ source_call_id: 'c1', content: '1' }] },
        },
        { step_id: 3, source: 'agent', message: 'This one.' },
      ],
    },
  ],
} satisfies Readonly<Record<string, readonly Json[]>>
