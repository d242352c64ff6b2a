import { expect, test } from './fixtures.ts'
import { Workbench, type TestFile } from './pages/workbench.ts'

test.setTimeout(120_000)

const lines = (name: string, ...records: readonly unknown[]): TestFile => ({
  name,
  text: records.map((record) => JSON.stringify(record) + '\n').join(''),
})

async function load(app: Workbench, file: TestFile, format: RegExp): Promise<void> {
  const found = await app.choose(file)
  await expect(
    found.getByRole('combobox', { name: /^Format/ }).locator('option:checked'),
  ).toHaveText(format)
  await found.getByRole('button', { name: 'Load', exact: true }).click()
  await app.queue.waitFor()
  await app.loaded()
}

test('HH-RLHF transcripts are a pair below the turns that both sides share', async ({ page }) => {
  const shared = '\n\nHuman: How do I boil an egg?\n\nAssistant: In water.\n\nHuman: How long?'
  const app = await new Workbench(page).start()
  const file = lines('hh.jsonl', {
    chosen: `${shared}\n\nAssistant: Seven minutes.`,
    rejected: `${shared}\n\nAssistant: Until it is done.`,
  })
  await load(app, file, /HH-RLHF/)
  await expect(app.message('User, message 0')).toContainText('How do I boil an egg?')
  await expect(app.message('Assistant, message 1')).toContainText('In water.')
  await expect(app.message('User, message 2')).toContainText('How long?')
  await expect(app.sample).not.toContainText(/Human:|Assistant:/)
  const branches = app.sample.getByRole('region', { name: 'Branches' })
  await expect(branches).toContainText('One prompt of 3 messages, 2 branches')
  const chosen = branches.getByRole('region', { name: 'Branch A' })
  await expect(chosen.getByRole('heading')).toContainText('Chosen')
  await expect(chosen).toContainText('Seven minutes.')
  const rejected = branches.getByRole('region', { name: 'Branch B' })
  await expect(rejected.getByRole('heading')).toContainText('Rejected')
  await expect(rejected).toContainText('Until it is done.')
})

test('UltraFeedback answers stand side by side, each with its model and its scores', async ({
  page,
}) => {
  const answer = (n: number) => ({
    model: `model-${n}`,
    response: `Hello number ${n}.`,
    annotations: {
      helpfulness: { Rating: `${n + 1}`, Rationale: `Reason ${n}.` },
      honesty: { Rating: 'N/A' },
    },
    overall_score: n + 0.5,
  })
  const app = await new Workbench(page).start()
  const file = lines('judged.jsonl', {
    source: 'made',
    instruction: 'Say hello.',
    models: ['model-0', 'model-1', 'model-2', 'model-3'],
    completions: [0, 1, 2, 3].map(answer),
  })
  await load(app, file, /UltraFeedback/)
  await expect(app.message('User, message 0')).toContainText('Say hello.')
  const branches = app.sample.getByRole('region', { name: /^Branch [A-G]$/ })
  await expect(branches).toHaveCount(4)
  for (const [n, letter] of ['A', 'B', 'C', 'D'].entries()) {
    const branch = app.sample.getByRole('region', { name: `Branch ${letter}`, exact: true })
    await expect(branch).toContainText(`Hello number ${n}.`)
    await expect(branch).toContainText(`model-${n} · helpfulness ${n + 1}`)
    await expect(branch).toContainText(`overall_score ${n + 0.5}`)
    // The file ranks them; it does not say which two make a pair.
    await expect(branch.getByRole('heading')).not.toContainText(/Chosen|Rejected/)
  }
  const judged = page
    .getByRole('region', { name: 'Inspector' })
    .getByRole('region', { name: 'As the file judges' })
  await expect(judged).toContainText('model-3')
  await expect(judged).toContainText('3.5')
})

test('Anthropic messages show thinking, calls, results and failures in their own places', async ({
  page,
}) => {
  const app = await new Workbench(page).start()
  const file = lines('claude.jsonl', {
    system: [{ type: 'text', text: 'Be brief.' }],
    messages: [
      { role: 'user', content: 'Which one?' },
      {
        role: 'assistant',
        content: [
          { type: 'thinking', thinking: 'I must look.', signature: 'c2ln' },
          { type: 'text', text: 'Let me see.' },
          { type: 'tool_use', id: 't1', name: 'look', input: { at: 'red' } },
          { type: 'tool_use', id: 't2', name: 'look', input: { at: 'blue' } },
        ],
      },
      {
        role: 'user',
        content: [
          { type: 'tool_result', tool_use_id: 't1', content: 'It is there.' },
          { type: 'tool_result', tool_use_id: 't2', is_error: true, content: 'No such place.' },
        ],
      },
      { role: 'assistant', content: 'The red one.' },
    ],
    tools: [
      {
        name: 'look',
        description: 'Looks somewhere.',
        input_schema: {
          type: 'object',
          properties: { at: { type: 'string' } },
          required: ['at'],
        },
      },
    ],
  })
  await load(app, file, /Anthropic/)
  await expect(app.message('System, message 0')).toContainText('Be brief.')
  await expect(app.message('User, message 1')).toContainText('Which one?')
  const step = app.message(/, message 2$/)
  await expect(step).toContainText('I must look.')
  await expect(step).toContainText('Let me see.')
  const calls = step.getByRole('table', { name: 'Arguments of look' })
  await expect(calls).toHaveCount(2)
  await expect(calls.first()).toContainText('red')
  await expect(calls.last()).toContainText('blue')
  const results = app.message('Tool result, message 3')
  await expect(results).toContainText('It is there.')
  await expect(results).toContainText(/error\s*No such place\./)
  await expect(app.message('Assistant, message 4')).toContainText('The red one.')
  await app.press('t')
  await expect(page.getByRole('region', { name: 'Tool definitions', exact: true })).toContainText(
    'Looks somewhere.',
  )
})

test('a ToolBench run shows its calls, their results and whether it was won', async ({ page }) => {
  const prompt = [
    { role: 'system', content: 'You are AutoGPT.' },
    { role: 'user', content: 'Is it raining in Oslo?' },
  ]
  const step = {
    role: 'assistant',
    content: 'I ask for the weather.',
    function_call: { name: 'weather_for_world', arguments: '{"city": "Oslo"}' },
  }
  const result = { role: 'function', name: 'weather_for_world', content: '{"rain": true}' }
  const finish = {
    role: 'assistant',
    content: '',
    function_call: {
      name: 'Finish',
      arguments: '{"return_type": "give_answer", "final_answer": "It is raining."}',
    },
  }
  const app = await new Workbench(page).start()
  const file = lines('run.jsonl', {
    win: true,
    answer_generation: {
      valid_data: true,
      finish_type: 'give_answer',
      query: 'Is it raining in Oslo?',
      function: [
        {
          name: 'weather_for_world',
          description: 'Says what the weather is.',
          parameters: {
            type: 'object',
            properties: { city: { type: 'string' } },
            required: ['city'],
          },
        },
      ],
      train_messages: [
        [...prompt, step],
        [...prompt, step, result, finish],
      ],
    },
  })
  await load(app, file, /ToolBench/)
  await expect(app.message('System, message 0')).toContainText('AutoGPT')
  await expect(app.message('User, message 1')).toContainText('Is it raining in Oslo?')
  const call = app.message(/, message 2$/)
  await expect(call).toContainText('I ask for the weather.')
  await expect(call.getByRole('table', { name: 'Arguments of weather_for_world' })).toContainText(
    'Oslo',
  )
  await expect(app.message('Tool result, message 3')).toContainText('"rain"')
  await expect(
    app.message(/, message 4$/).getByRole('table', { name: 'Arguments of Finish' }),
  ).toContainText('It is raining.')
  await expect(page.getByRole('region', { name: 'Inspector' })).toContainText('win')
})
