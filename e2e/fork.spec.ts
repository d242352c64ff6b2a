import { expect, test } from './fixtures.ts'
import { GLAIVE, PAIRS, Workbench, type TestFile } from './pages/workbench.ts'

/** A call whose numbers are spelled as JSON.parse would not keep them, and what comes of it. */
const ORDER: TestFile = {
  name: 'orders.jsonl',
  text:
    JSON.stringify({
      conversations: [
        { from: 'human', value: 'Cancel my order.' },
        {
          from: 'function_call',
          value:
            '{"name": "cancel", "arguments": {"order": 12345678901234567890, "rate": 1.10, "note": "by mail"}}',
        },
        { from: 'observation', value: '{"cancelled": true}' },
        { from: 'gpt', value: 'It is cancelled.' },
      ],
      tools: JSON.stringify([
        {
          name: 'cancel',
          description: 'Cancels an order',
          parameters: {
            type: 'object',
            properties: {
              order: { type: 'integer' },
              rate: { type: 'number' },
              note: { type: 'string' },
            },
            required: ['order', 'note'],
          },
        },
      ]),
    }) + '\n',
}

test('a pair of the file opens with both its sides and one prompt, and is swapped, tied and found bad', async ({
  page,
}) => {
  const app = await new Workbench(page).start()
  await app.load(PAIRS)
  await app.press('Enter')
  const fork = (sample: number) =>
    page.getByRole('heading', { level: 1, name: `Fork of sample ${sample}`, exact: true })
  await expect(fork(0)).toBeAttached()
  const sides = page.getByRole('heading', { level: 2, name: /^(Chosen|Rejected)$/ })
  await expect(sides).toHaveText(['Chosen', 'Rejected'])
  await expect(app.cell(1)).toHaveCount(2)
  await expect(app.cell(1).nth(0)).toContainText('That sounds like a fun and engaging idea!')
  await expect(app.cell(1).nth(1)).not.toContainText('That sounds like a fun and engaging idea!')

  // One prompt, drawn once, with no field in which to write another.
  await expect(app.stem).toHaveAccessibleName('Shared prompt, 1 message')
  await expect(page.getByText(/create a new language game simulating/)).toHaveCount(1)
  await expect(app.cell(0)).toHaveCount(0)
  await app.press('e')
  await expect(app.editor).toHaveCount(1)
  await expect(app.editor.getByRole('textbox')).toHaveCount(1)
  await expect(app.stem.getByRole('textbox')).toHaveCount(0)
  await app.press('Escape')

  await app.press('w')
  await expect(sides).toHaveText(['Rejected', 'Chosen'])
  await app.press('1')
  await expect(sides).toHaveText(['Chosen', 'Rejected'])
  await app.press('Control+z', 'Control+z')
  await expect(app.saved).toContainText('Saved')
  await expect(sides).toHaveText(['Chosen', 'Rejected'])
  await app.press('Control+Shift+z')
  await expect(sides).toHaveText(['Rejected', 'Chosen'])
  await app.press('Control+z')

  await app.press('0')
  await expect(fork(1)).toBeAttached()
  await app.press('k')
  await expect(page.getByRole('button', { name: 'Tie', pressed: true })).toBeVisible()
  await app.press('Control+z')
  await expect(page.getByRole('button', { name: 'Tie', pressed: true })).toHaveCount(0)
  await app.press('9')
  await expect(fork(1)).toBeAttached()
  await app.press('Enter')
  await expect(fork(2)).toBeAttached()
  await app.room('Triage')
  await expect(app.row(0)).toHaveAccessibleName(/^tied/)
  await expect(app.row(1)).toHaveAccessibleName(/pair/i)
})

test('a fork is made on a message, its point moves, and an answer is edited, added and removed', async ({
  page,
}) => {
  const app = await new Workbench(page).start()
  await app.load(GLAIVE)
  await app.message('Assistant, message 5').click()
  await app.press('b')
  await expect(app.stem).toHaveAccessibleName('Shared prompt, 5 messages')
  await expect(app.cell(5)).toHaveCount(2)

  await app.press('Alt+ArrowUp')
  await expect(app.stem).toHaveAccessibleName('Shared prompt, 3 messages')
  await expect(app.cell(3)).toHaveCount(2)
  await app.press('Alt+ArrowUp')
  await expect(app.stem).toHaveAccessibleName('Shared prompt, 1 message')
  await app.press('Alt+ArrowDown', 'Alt+ArrowDown')
  await expect(app.stem).toHaveAccessibleName('Shared prompt, 5 messages')
  await app.press('Control+z')
  await expect(app.stem).toHaveAccessibleName('Shared prompt, 3 messages')
  await app.press('Control+Shift+z')
  await expect(app.stem).toHaveAccessibleName('Shared prompt, 5 messages')

  // The copy is the branch to be made better.
  const copy = app.cell(5).first()
  await copy.click()
  await app.press('e')
  await app.editor.getByRole('textbox', { name: 'Text' }).fill('Two recipes, then: which one?')
  await app.editor.getByRole('button', { name: 'Done' }).click()
  await expect(copy).toContainText('edited by you')
  await expect(copy).toContainText(/Two.* recipes.*then.*: .*which.* one\?/)
  await expect(app.cell(5).last()).not.toContainText('then')

  // Both sides go on for two messages more; the copy loses them and gets one of its own.
  await copy.click()
  await app.press('ArrowDown')
  await app.press('Delete')
  await expect(app.cell(6)).toHaveCount(1)
  await page.getByRole('button', { name: 'Add message' }).first().click()
  await page.getByRole('menuitem', { name: 'Add user message' }).click()
  await app.editor.getByRole('textbox', { name: 'Text' }).fill('The first.')
  await app.press('Control+Enter')
  await expect(app.cell(6)).toHaveCount(2)
  await expect(app.cell(6).first()).toContainText('added by you')
  await app.cell(6).first().getByRole('button', { name: 'Message 6' }).click()
  await page.getByRole('menuitem', { name: 'Remove this message' }).click()
  await expect(app.cell(6)).toHaveCount(1)

  // Each act has its undo.
  await app.press('Control+z')
  await expect(app.cell(6).first()).toContainText('added by you')
  await app.press('Control+z')
  await expect(app.cell(6)).toHaveCount(1)
  await app.press('Control+z')
  await expect(app.cell(7)).toHaveCount(2)
  await app.press('Control+z')
  await expect(copy).not.toContainText('edited by you')
})

test('arguments are edited as JSON and as a form that knows the schema; numbers keep their spelling', async ({
  page,
}) => {
  const app = await new Workbench(page).start()
  await app.load(ORDER)
  await app.message('Tool call, message 1').click()
  await app.press('b')
  await expect(app.stem).toHaveAccessibleName('Shared prompt, 1 message')
  await app.cell(1).first().click()
  await app.press('e')
  const { editor } = app
  const done = editor.getByRole('button', { name: 'Done' })

  await editor.getByRole('button', { name: 'JSON', exact: true }).click()
  const json = editor.getByRole('textbox', { name: 'Arguments as JSON' })
  const text = await json.inputValue()
  expect(text).toContain('12345678901234567890')
  await json.fill(text.replace('1.10,', '1.10'))
  await expect(editor).toContainText('Not JSON yet')
  await expect(editor).toContainText(/Line \d+, column \d+/)
  await expect(json).toHaveAttribute('aria-invalid', 'true')
  await expect(done).toBeDisabled()
  await app.press('Control+Enter')
  await expect(editor).toBeVisible()
  await json.fill(text)
  await expect(done).toBeEnabled()

  await editor.getByRole('button', { name: 'Form', exact: true }).click()
  const order = editor.getByRole('textbox', { name: 'order' })
  await expect(order).toHaveValue('12345678901234567890')
  await order.fill('the last one')
  await expect(editor).toContainText('1 to mend')
  await expect(order).toHaveAccessibleDescription(/Asks for an integer/)
  await editor.getByRole('button', { name: 'Put back 12345678901234567890' }).click()
  await expect(order).toHaveValue('12345678901234567890')
  await expect(editor).toContainText('Matches schema')
  await editor.getByRole('textbox', { name: 'note' }).fill('by phone')
  await done.click()

  // What was recorded for another call is stale until it is confirmed.
  const stale = page.getByText('Stale', { exact: true })
  await expect(stale).toHaveCount(2)
  const save = page.getByRole('button', { name: /^Save pair/ })
  await expect(save).toBeDisabled()
  await page.getByRole('button', { name: 'Settle message 2 first' }).first().click()
  await app.press('y')
  await expect(stale).toHaveCount(1)
  await app.press('Control+z')
  await expect(stale).toHaveCount(2)
  await app.press('Shift+Y')
  await expect(stale).toHaveCount(0)
  await app.press('Enter')
  await expect(app.saved).toContainText('Saved')

  await app.exportTo(/LLaMA-Factory dpo/)
  const files = await app.write(2)
  const row = JSON.parse(files.get('orders_dpo.jsonl')!.toString()) as {
    conversations: unknown
    chosen: { value: string }
    rejected: { value: string }
  }
  expect(row.conversations).toEqual([{ from: 'human', value: 'Cancel my order.' }])
  expect(row.chosen.value).toMatch(
    /"order": ?12345678901234567890, ?"rate": ?1\.10, ?"note": ?"by phone"/,
  )
  expect(row.rejected.value).toMatch(
    /"order": ?12345678901234567890, ?"rate": ?1\.10, ?"note": ?"by mail"/,
  )
})

test('branches start empty, from the original and from each other, and any two become the pair', async ({
  page,
}) => {
  const app = await new Workbench(page).start()
  await app.load(GLAIVE)
  await app.message('Assistant, message 1').click()
  await app.press('b')
  const branches = page.getByRole('complementary', { name: 'About this pair' })
  const listed = branches.getByRole('listitem')
  await expect(listed).toHaveCount(2)

  await app.pick('Branch B', 'New empty branch')
  await expect(listed).toHaveCount(3)
  await expect(listed.nth(2)).toContainText('empty')
  await page.getByRole('button', { name: 'Write the answer' }).click()
  await app.editor.getByRole('textbox', { name: 'Text' }).fill('What do you have at home?')
  await app.press('Control+Enter')
  await expect(listed.nth(2)).toContainText('your answer')
  await expect(listed.nth(2)).toContainText('1 message')

  await app.pick('Branch C', /^New branch from B, as recorded/)
  await expect(listed.nth(3)).toContainText('a copy of B')
  await expect(listed.nth(3)).toContainText('7 messages')
  await listed.nth(2).getByRole('button').click()
  await app.pick('Branch C', /^New branch from C, your answer/)
  await expect(listed.nth(4)).toContainText('1 message')

  await listed.nth(2).getByRole('button').click()
  await app.pick('Branch C', 'Mark as chosen')
  await expect(page.getByRole('heading', { level: 2, name: 'Chosen' })).toHaveCount(1)
  await app.pick('Branch B', 'Mark as rejected')
  await expect(page.getByRole('heading', { level: 2, name: 'Rejected' })).toHaveCount(1)
  await listed.nth(3).getByRole('button').click()
  await app.pick('Branch D', 'Remove branch D')
  await expect(listed).toHaveCount(4)
  await app.press('Control+z')
  await expect(listed).toHaveCount(5)

  // What is saved is what is seen: the chosen and the rejected branch, not the restored one.
  await listed.nth(1).getByRole('button').click()
  await page.getByRole('button', { name: /^Save pair/ }).click()
  await expect(page.getByRole('heading', { level: 1, name: '#1', exact: true })).toBeVisible()
  await app.exportTo(/LLaMA-Factory dpo/)
  const files = await app.write(2)
  const row = JSON.parse(files.get('glaive_toolcall_en_demo_dpo.jsonl')!.toString()) as {
    conversations: unknown[]
    chosen: unknown
    rejected: { value: string }
  }
  expect(row.conversations).toHaveLength(1)
  expect(row.chosen).toEqual({ from: 'gpt', value: 'What do you have at home?' })
  expect(row.rejected.value).toMatch(/^Of course! I can help you with that\./)
})

test('sides that bring two prompts are no pair until one prompt is taken for both', async ({
  page,
}) => {
  const app = await new Workbench(page).start()
  const side = (prompt: string, answer: string) => [
    { role: 'user', content: prompt },
    { role: 'assistant', content: answer },
  ]
  const text = JSON.stringify({
    chosen: side('How deep is the sea?', 'Deep.'),
    rejected: side('How dry is the sea?', 'Dry.'),
  })
  await app.load({ name: 'apart.jsonl', text })
  await expect(page.getByRole('region', { name: 'Findings' })).toContainText('pair.prompt')
  await app.exportTo(/LLaMA-Factory dpo/)
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Nothing goes out yet')
  await expect(page.getByRole('button', { name: /^Write/ })).toBeDisabled()

  await app.room('Forks')
  const apart = page.getByRole('region', { name: /^Two prompts, so not a pair/ })
  await expect(apart.getByRole('insertion')).toContainText('deep')
  await expect(apart.getByRole('deletion')).toContainText('dry')
  await app.press('2')
  await expect(app.stem).toHaveAccessibleName('Shared prompt, 1 message')
  await expect(page.getByText('How dry is the sea?')).toHaveCount(1)
  await expect(page.getByText('How deep is the sea?')).toHaveCount(0)
  await page.getByRole('button', { name: /^Save pair/ }).click()
  await expect(page.getByText('Saved as a pair').filter({ visible: true })).toBeVisible()

  await app.exportTo(/LLaMA-Factory dpo/)
  const files = await app.write(2)
  expect(JSON.parse(files.get('apart_dpo.jsonl')!.toString())).toMatchObject({
    conversations: [{ from: 'human', value: 'How dry is the sea?' }],
    chosen: { from: 'gpt', value: 'Deep.' },
    rejected: { from: 'gpt', value: 'Dry.' },
  })
})

test('a closed menu gives the keyboard back: Enter saves the pair, not the menu again', async ({
  page,
}) => {
  const app = await new Workbench(page).start()
  await app.load(PAIRS)
  await app.press('Enter')
  const fork = (sample: number) =>
    page.getByRole('heading', { level: 1, name: `Fork of sample ${sample}`, exact: true })
  await expect(fork(0)).toBeAttached()
  const menu = page.getByRole('menu', { name: 'Message 1', exact: true }).first()
  await app.cell(1).first().click()
  await app.cell(1).first().getByRole('button', { name: 'Message 1' }).click()
  await expect(menu).toBeVisible()
  await app.press('Escape')
  await expect(menu).toBeHidden()
  await app.press('Enter')
  await expect(fork(1)).toBeAttached()

  // By keyboard the button keeps it, as menus do everywhere.
  await app.press('k')
  await expect(fork(0)).toBeAttached()
  const button = app.cell(1).first().getByRole('button', { name: 'Message 1' })
  await app.cell(1).first().click()
  await button.focus()
  await app.press('Enter')
  await expect(menu).toBeVisible()
  await app.press('Escape')
  await expect(button).toBeFocused()
})

test('a stale result gives way to what another record holds for the very call', async ({
  page,
}) => {
  const app = await new Workbench(page).start()
  const record = (note: string, result: string) => ({
    conversations: [
      { from: 'human', value: `Cancel ${note}.` },
      { from: 'function_call', value: JSON.stringify({ name: 'cancel', arguments: { note } }) },
      { from: 'observation', value: result },
      { from: 'gpt', value: 'It is cancelled.' },
    ],
    tools:
      '[{"name": "cancel", "parameters": {"type": "object", "properties": {"note": {"type": "string"}}}}]',
  })
  const text = [record('by mail', 'mailed'), record('by phone', 'phoned at 9:00')]
    .map((line) => JSON.stringify(line) + '\n')
    .join('')
  await app.load({ name: 'cancels.jsonl', text })
  await app.message('Tool call, message 1').click()
  await app.press('b')
  await app.cell(1).first().click()
  const changeNote = async (note: string) => {
    await app.press('e')
    await app.editor.getByRole('textbox', { name: 'note' }).fill(note)
    await app.editor.getByRole('button', { name: 'Done' }).click()
  }
  await changeNote('by fax')
  const result = app.cell(2).first()
  await expect(result).toContainText('No other record holds a result of this very call.')

  await app.cell(1).first().click()
  await changeNote('by phone')
  await expect(result).toContainText('phoned at 9:00')
  await result.click()
  await expect(
    result.getByRole('button', { name: 'Take its result from sample 1, message 2' }),
  ).toBeVisible()
  await app.press('t')
  await expect(page.getByText('Result taken from #1, message 2')).toBeVisible()
  await expect(page.getByText('Stale', { exact: true })).toHaveCount(1)
  await expect(result).toContainText('edited by you')
  await expect(result).toContainText('phoned at 9:00')
  await app.press('Control+z')
  await expect(page.getByText('Stale', { exact: true })).toHaveCount(2)
})
