import { readFile } from 'node:fs/promises'
import { expect, test } from './fixtures.ts'
import { GLAIVE, PAIRS, Workbench } from './pages/workbench.ts'

test('a finding is filtered for, leads to its message, and says what is wrong with the argument', async ({
  page,
}) => {
  const app = await new Workbench(page).start()
  await app.load(GLAIVE)
  await expect(app.row(0)).toHaveAttribute('aria-setsize', '300')

  await app.press('/')
  await expect(app.filter).toBeFocused()
  await page.keyboard.type('finding:call.schema')
  await app.press('Enter')
  await expect(app.queue.getByRole('option')).toHaveCount(1)
  await expect(page.getByRole('heading', { level: 1, name: '#259', exact: true })).toBeVisible()

  const finding = page.getByRole('region', { name: 'Findings' }).getByRole('article')
  await expect(finding).toHaveCount(1)
  await expect(finding).toContainText('call.schema')
  const call = app.message('Tool call, message 3')
  const wrong = call
    .getByRole('table', { name: 'Arguments of track_calories' })
    .getByRole('row')
    .filter({ hasText: 'Asks for a number; got an array.' })
  await expect(wrong.getByRole('rowheader', { name: 'calories_per_item' })).toBeVisible()
  await expect(wrong).toContainText('150')

  await app.message('User, message 0').click()
  await expect(call).not.toHaveAttribute('aria-current')
  await finding.getByRole('button', { name: 'Go to message 3' }).click()
  await expect(call).toHaveAttribute('aria-current', 'true')
  await expect(call).toBeInViewport()

  await page.getByRole('button', { name: 'Remove the condition finding call.schema' }).click()
  await expect(app.row(259)).toHaveAttribute('aria-setsize', '300')
})

test('the queue is filtered by state and by text, typed or chosen, and cleared', async ({
  page,
}) => {
  const app = await new Workbench(page).start()
  await app.load(GLAIVE)
  await app.press('x')
  await expect(app.row(0)).toHaveAccessibleName(/dropped/)
  await app.press('a')
  await expect(app.row(1)).toHaveAccessibleName(/kept/)

  await page.getByRole('button', { name: /^All/ }).click()
  await page.getByRole('menuitemradio', { name: 'Dropped 1' }).click()
  await expect(app.queue.getByRole('option')).toHaveCount(1)
  await expect(app.row(0)).toBeVisible()

  await app.filter.fill('state:kept')
  await app.press('Enter')
  await expect(app.queue.getByRole('option')).toHaveCount(2)
  await page.getByRole('button', { name: 'Remove the condition state Dropped' }).click()
  await expect(app.queue.getByRole('option')).toHaveCount(1)
  await expect(app.row(1)).toBeVisible()

  // Text joins the conditions: one of the two kept speaks of it, then none does.
  await app.filter.fill('PHOTOSHOP')
  await expect(page.getByText('1 of 300', { exact: true })).toBeVisible()
  await app.filter.fill('Magellan')
  await expect(page.getByText('The filter hides all 300 samples')).toBeVisible()
  await page.getByRole('button', { name: 'Clear filter' }).click()
  await expect(app.row(0)).toHaveAttribute('aria-setsize', '300')

  await app.filter.fill('Magellan')
  await expect(app.queue.getByRole('option')).toHaveCount(1)
  await expect(app.row(2)).toBeVisible()
  await app.filter.press('Escape')
  await expect(app.row(2)).toHaveAttribute('aria-setsize', '300')
})

test('a queue of 100,000 samples scrolls to its end and holds a screenful of rows', async ({
  page,
}) => {
  const app = await new Workbench(page).start()
  const last = 99_999
  const line = (at: number) =>
    `{"conversations":[{"from":"human","value":"question ${at}"},{"from":"gpt","value":"answer ${at}"}]}\n`
  const text = Array.from({ length: last + 1 }, (_, at) => line(at)).join('')
  const found = await app.chooseLarge('many.jsonl', text)
  await found.getByRole('button', { name: /^Load/ }).click()
  await app.loaded()
  await expect(app.row(0)).toHaveAttribute('aria-setsize', `${last + 1}`)

  await app.queue.focus()
  await app.press('End')
  await expect(app.row(last)).toContainText(`question ${last}`)
  await expect(app.row(last)).toBeInViewport()
  await expect(app.sample).toContainText(`answer ${last}`)
  expect(await app.queue.getByRole('option').count()).toBeLessThan(60)
  await app.press('Home')
  await expect(app.row(0)).toBeInViewport()
  await expect(app.sample).toContainText('answer 0')

  // By the wheel or the thumb no sample is opened on the way.
  await app.queue.evaluate((list) => list.scrollTo(0, list.scrollHeight / 2))
  await expect(app.row(50_000)).toBeInViewport()
  await expect(app.sample).toContainText('answer 0')
})

test('tool definitions and the bytes of the record are one key away', async ({ page }) => {
  const app = await new Workbench(page).start()
  await app.load(GLAIVE)
  await app.press('t')
  const tools = page.getByRole('region', { name: 'Tool definitions', exact: true })
  await expect(tools).toContainText('Search for recipes based on ingredients')
  await expect(
    tools
      .getByRole('table', { name: 'Parameters of search_recipes' })
      .getByRole('rowheader', { name: /ingredients/ }),
  ).toContainText('required')
  await app.press('Escape')
  await expect(tools).toHaveCount(0)

  await app.press('Shift+R')
  const raw = page.getByRole('region', { name: 'Bytes as they came' })
  const came = await readFile(GLAIVE, 'utf8')
  const first = came.slice(came.indexOf('{'), came.indexOf('\n  },') + 4)
  await expect(raw).toHaveText(first, { useInnerText: true })
  await page.getByRole('button', { name: 'Hex' }).click()
  await expect(raw.getByRole('row').first()).toContainText(
    Buffer.from(first.slice(0, 4)).toString('hex').replace(/../g, '$& ').trim(),
  )
  await app.press('Escape')

  // One message by itself has a raw form too.
  await app.press('r')
  await expect(app.sample).toContainText('"from": "gpt"')
})

test('what a format does not know is shown to the letter, and reasoning and results step back', async ({
  page,
}) => {
  const app = await new Workbench(page).start()
  const rows = Array.from({ length: 60 }, (_, at) => `row ${at} of the answer`)
  const call = { id: 'c1', type: 'function', function: { name: 'look', arguments: '{"at":"all"}' } }
  const messages = JSON.stringify([
    { role: 'user', content: 'Look it up.' },
    { role: 'assistant', content: '', reasoning_content: 'I had better look.', tool_calls: [call] },
    { role: 'tool', tool_call_id: 'c1', content: rows.join('\n') },
    { role: 'assistant', content: 'Sixty rows.' },
  ])
  const odd = '{"b" : 1.0, "a":[1e2, 12345678901234567890]}'
  await app.load({
    name: 'odd.jsonl',
    text: `{"messages": ${messages}, "run": "2026-03-14", "scores": ${odd}}\n`,
  })
  const columns = page.getByRole('region', { name: 'Other columns' })
  await expect(columns.getByText('run', { exact: true })).toBeVisible()
  await expect(columns.getByText('"2026-03-14"', { exact: true })).toBeVisible()
  await expect(columns.getByText('scores', { exact: true })).toBeVisible()
  await expect(columns.getByText(odd, { exact: true })).toBeVisible()

  const reasoning = app.sample.getByText('I had better look.')
  const answer = app.sample.getByText('Sixty rows.')
  const look = (text: typeof answer) =>
    text.evaluate((element) => {
      const { color, fontSize } = getComputedStyle(element)
      return { color, fontSize: parseFloat(fontSize) }
    })
  const [dim, full] = [await look(reasoning), await look(answer)]
  expect(dim.color).not.toBe(full.color)
  expect(dim.fontSize).toBeLessThan(full.fontSize)

  const result = app.message('Tool result, message 2')
  await expect(result.getByText('row 0 of the answer')).toBeInViewport()
  const folded = (await result.boundingBox())!.height
  await result.getByRole('button', { name: /^Show all/ }).click()
  await expect.poll(async () => (await result.boundingBox())!.height).toBeGreaterThan(3 * folded)
  await result.getByRole('button', { name: 'Fold' }).click()
  await expect.poll(async () => (await result.boundingBox())!.height).toBe(folded)
})

test('the branches of a pair stand beside each other in triage, below their one prompt', async ({
  page,
}) => {
  const app = await new Workbench(page).start()
  await app.load(PAIRS)
  const branches = page.getByRole('region', { name: 'Branches' })
  await expect(branches).toContainText('One prompt of 1 message, 2 branches')
  await expect(branches.getByRole('region', { name: 'Branch A' })).toContainText('Chosen')
  await expect(branches.getByRole('region', { name: 'Branch B' })).toContainText('Rejected')
  await expect(app.sample.getByText(/create a new language game simulating/)).toHaveCount(1)
})
