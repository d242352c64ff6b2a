import { readFile } from 'node:fs/promises'
import { expect, expectNoAxeViolations, test } from './fixtures.ts'
import { Workbench, type TestFile } from './pages/workbench.ts'

test.setTimeout(180_000)

/** Call centre records as some tool wrote them: the conversation is JSON text within the JSON. */
function calls(name: string, from: number, count = 12): TestFile {
  const lines = Array.from({ length: count }, (_, i) => {
    const n = from + i
    const dialog = [
      { speaker: 'Customer', utt: `My parcel ${n} has not come.`, at: '09:12' },
      { speaker: 'Agent', utt: 'I look it up.', at: '09:13' },
      { speaker: 'Customer', utt: 'Thank you.', at: '09:13' },
      { speaker: 'Agent', utt: `Parcel ${n} comes tomorrow.`, at: '09:15' },
    ]
    return JSON.stringify({
      ticket: `T-${n}`,
      payload: JSON.stringify({ dialog, mood: n % 2 === 0 ? 'calm' : 'cross' }),
      site: 'Leeds',
    })
  })
  return { name, text: lines.join('\n') + '\n' }
}

test('fields are pointed at by key; the mapping is saved, exported and used for the next file', async ({
  page,
}) => {
  const app = await new Workbench(page).start()
  const found = await app.choose(calls('calls-may.jsonl', 100))
  await expect(found).toContainText(/No known format fits|Not sure/)
  await expect(found.getByRole('button', { name: 'Load', exact: true })).toHaveAttribute(
    'aria-disabled',
    'true',
  )
  await found.getByRole('button', { name: 'Map the fields of calls-may.jsonl' }).click()

  const screen = page.getByRole('region', { name: 'Map the fields of calls-may.jsonl' })
  const tree = screen.getByRole('tree', { name: 'Fields of the record' })
  await tree.getByRole('treeitem', { name: /^ticket/ }).waitFor()
  // Whatever was suggested: this test says all of it by hand.
  for (const path of ['Messages', 'Role', 'Content', 'Prompt', 'Completion', 'Scores', 'Id'])
    await screen.getByRole('textbox', { name: path, exact: true }).fill('')

  await tree.getByRole('treeitem', { name: /^payload/ }).click()
  const payload = tree.getByRole('treeitem', { name: /^payload/ })
  if ((await payload.getAttribute('aria-expanded')) === 'false') await app.press('ArrowRight')
  await expect(payload).toHaveAttribute('aria-expanded', 'true')
  const open = async (name: RegExp) => {
    const row = tree.getByRole('treeitem', { name }).first()
    await row.click()
    if ((await row.getAttribute('aria-expanded')) === 'false') await app.press('ArrowRight')
    await expect(row).toHaveAttribute('aria-expanded', 'true')
  }
  await open(/^dialog/)
  await open(/^\[0\]/)
  const point = async (row: RegExp, field: string) => {
    await tree.getByRole('treeitem', { name: row }).first().click()
    await app.press('Enter')
    const choice = page
      .getByRole('menu', { name: 'Use as' })
      .getByRole('menuitemradio', { name: field, exact: true })
    await choice.click()
  }
  await point(/^speaker/, 'Role')
  await expect(screen.getByRole('textbox', { name: 'Messages', exact: true })).toHaveValue(
    'payload~.dialog',
  )
  await expect(screen.getByRole('textbox', { name: 'Role', exact: true })).toHaveValue('speaker')
  await point(/^utt/, 'Content')
  await point(/^ticket/, 'Id')

  // Words that nobody knows are told, with how often they stand there.
  await expect(screen.getByRole('listitem').filter({ hasText: /^Customer 24/ })).toBeVisible()
  await screen.getByRole('combobox', { name: 'Meaning of Customer' }).selectOption('User')
  await screen.getByRole('combobox', { name: 'Meaning of Agent' }).selectOption('Assistant')

  const result = screen.getByRole('region', { name: 'Result of this record' })
  await expect(result).toContainText('12 of 12 records read without a problem')
  await expect(result).toContainText('Parcel 100 comes tomorrow.')
  const unread = result.getByRole('list', { name: 'Fields left unread' })
  await expect(unread).toContainText('payload~.mood')
  await expect(unread).toContainText('payload~.dialog[*].at')
  await expect(unread).toContainText(/site\s*in every record/)
  await expect(unread).not.toContainText('ticket')

  await screen.getByRole('heading', { level: 1 }).click()
  await app.press('j')
  await expect(result).toContainText('Parcel 101 comes tomorrow.')
  await app.press('k')
  await expect(result).toContainText('Parcel 100 comes tomorrow.')
  await expectNoAxeViolations(page)

  await screen.getByRole('textbox', { name: 'Name of the mapping' }).fill('Parcel calls')
  await screen.getByRole('button', { name: 'Save', exact: true }).click()
  await expect(screen).toContainText('Saved')

  const downloading = page.waitForEvent('download')
  await screen.getByRole('button', { name: 'Export as JSON' }).click()
  const download = await downloading
  expect(download.suggestedFilename()).toBe('Parcel-calls.mapping.json')
  expect(JSON.parse(await readFile(await download.path(), 'utf8'))).toMatchObject({
    version: 1,
    name: 'Parcel calls',
    conversation: {
      path: 'payload~.dialog',
      role: 'speaker',
      content: 'utt',
      roles: { Customer: 'user', Agent: 'assistant' },
    },
    id: 'ticket',
  })

  await screen.getByRole('button', { name: 'Load with this mapping' }).click()
  await app.queue.waitFor()
  await expect(app.row(0)).toContainText('My parcel 100 has not come.')
  await expect(page.getByRole('region', { name: 'Inspector' })).toContainText('Parcel calls')

  // A second file of the same kind is known by now, after a reload too.
  await page.goto('/#/')
  await page.reload()
  const again = await app.choose(calls('calls-june.jsonl', 500))
  await expect(
    again.getByRole('combobox', { name: /^Format/ }).locator('option:checked'),
  ).toHaveText(/Parcel calls/)
  await expect(again).toContainText('reads 12 of 12 records')
  await again.getByRole('button', { name: 'Load', exact: true }).click()
  await expect(app.row(0)).toContainText('My parcel 500 has not come.')
})

test('a mapping is imported from JSON; one that is none says why', async ({ page }) => {
  const app = await new Workbench(page).start()
  const found = await app.choose(calls('calls.jsonl', 1))
  await found.getByRole('button', { name: 'Map the fields of calls.jsonl' }).click()
  const screen = page.getByRole('region', { name: 'Map the fields of calls.jsonl' })
  await screen.getByRole('treeitem', { name: /^ticket/ }).waitFor()
  const give = (text: string) =>
    screen
      .getByLabel('Mapping to import')
      .setInputFiles({ name: 'm.json', mimeType: 'application/json', buffer: Buffer.from(text) })
  await give('{"version": 1, "name": "x", "prompt": "a"}')
  await expect(screen.getByRole('alert')).toContainText('prompt')
  await give('{"version": 1, "name": "Answers", "prompt": ["ticket"], "completion": "site"}')
  await expect(screen.getByRole('alert')).toHaveCount(0)
  await expect(screen.getByRole('textbox', { name: 'Name of the mapping' })).toHaveValue('Answers')
  const result = screen.getByRole('region', { name: 'Result of this record' })
  await expect(result).toContainText('T-1')
  await expect(result).toContainText('Leeds')

  const system = screen.getByRole('textbox', { name: 'System', exact: true })
  await system.fill('a..b')
  await expect(system).toHaveAttribute('aria-invalid', 'true')
  await expect(screen.getByRole('button', { name: 'Load with this mapping' })).toHaveAttribute(
    'aria-disabled',
    'true',
  )
  await page.keyboard.press('Escape')
  await screen.getByRole('button', { name: 'Back' }).click()
  await expect(page.getByRole('dialog', { name: 'What was found' })).toBeVisible()
})

test('a file of several formats says so, with counts', async ({ page }) => {
  const app = await new Workbench(page).start()
  const openai = {
    messages: [
      { role: 'user', content: 'a' },
      { role: 'assistant', content: 'b' },
    ],
  }
  const alpaca = { instruction: 'Name a prime.', input: '', output: '7' }
  const records = [...Array(8).fill(openai), ...Array(3).fill(alpaca)]
  const text = records.map((record) => JSON.stringify(record)).join('\n')
  const found = await app.choose({ name: 'mixed.jsonl', text })
  await expect(found).toContainText('Its records are of different formats')
  await expect(found).toContainText(/8\s+OpenAI/)
  await expect(found).toContainText(/3\s+Alpaca/)
})

test('shards become one dataset in the order shown; a dataset_info.json is known', async ({
  page,
}) => {
  const app = await new Workbench(page).start()
  const shard = (n: number) => ({
    name: `train-0000${n}-of-00002.jsonl`,
    text: JSON.stringify({ instruction: `Question ${n}`, input: '', output: 'x', note: n }),
  })
  const info = JSON.stringify({ sales: { file_name: 'sales.json' }, hub: { hf_hub_url: 'a/b' } })
  const found = await app.choose(shard(0), shard(1), { name: 'dataset_info.json', text: info })
  await expect(found).toContainText('It names data sets and holds none')
  await expect(found.getByRole('list', { name: 'Named files that were not chosen' })).toContainText(
    'sales.json of sales',
  )
  await expect(found).toContainText('1 comes from a hub')
  await expect(found.getByRole('radio', { name: /^One dataset of all 2 files/ })).toBeChecked()
  await expect(found.getByRole('textbox', { name: 'Name of the dataset' })).toHaveValue('train')
  const summary = found.getByText(/1 field left unread/)
  await summary.first().click()
  await expect(found.getByRole('list', { name: 'Fields left unread' }).first()).toContainText(
    'note',
  )
  await found.getByRole('button', { name: 'Move train-00001-of-00002.jsonl up' }).click()
  await expectNoAxeViolations(page)
  await found.getByRole('button', { name: 'Load 2 files' }).click()
  await app.queue.waitFor()
  await expect(app.row(0)).toContainText('Question 1')
  await expect(app.row(1)).toContainText('Question 0')
})
