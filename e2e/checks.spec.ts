import { expect, expectNoAxeViolations, test } from './fixtures.ts'
import { AIRLINE, Workbench } from './pages/workbench.ts'

test('a person sets the checks, and every sample is judged by that', async ({ page }) => {
  const app = await new Workbench(page).start()
  await app.load(AIRLINE)
  await app.room('Checks')
  const check = (title: string) => page.getByRole('row', { name: title })
  await expect(check('No final answer')).toContainText('100')

  await page.keyboard.press('s')
  const dialog = page.getByRole('dialog', { name: 'How samples are checked' })
  await expect(dialog.getByRole('button', { name: /^Check 100 samples anew/ })).toHaveAttribute(
    'aria-disabled',
    'true',
  )
  await dialog.getByRole('textbox', { name: 'Find a check' }).fill('end.missing')
  await dialog.getByRole('checkbox', { name: /^No final answer/ }).uncheck()
  await dialog.getByRole('textbox', { name: 'Find a check' }).fill('tool.long')
  await dialog.getByRole('textbox', { name: 'Warning above' }).fill('none')
  await expect(dialog).toContainText('Warning above: it is a number.')
  await dialog.getByRole('textbox', { name: 'Warning above' }).fill('2,000')
  await dialog.getByRole('combobox', { name: 'Severity of tool.long' }).selectOption('Note')
  await expectNoAxeViolations(page)
  await dialog.getByRole('textbox', { name: 'Name to save it under' }).fill('Ours')
  await dialog.getByRole('button', { name: 'Save settings' }).click()
  await dialog.getByRole('button', { name: /^Check 100 samples anew/ }).click()

  await expect(check('No final answer')).toHaveCount(0)
  await expect(page.getByRole('main')).toContainText('1 off')
  const long = check('Over-long tool result')
  await expect(long).toContainText('note')
  const samples = await long.getByRole('cell').nth(3).innerText()
  expect(Number(samples)).toBeGreaterThan(5)
  await page.reload()
  await expect(long).toContainText(samples)
  await expect(check('No final answer')).toHaveCount(0)

  await page.getByRole('button', { name: 'Settings' }).click()
  await expect(dialog.getByRole('combobox', { name: 'Settings', exact: true })).toHaveValue('Ours')
  await dialog
    .getByRole('combobox', { name: 'Settings', exact: true })
    .selectOption('Checks as they come')
  await dialog.getByRole('button', { name: /^Check 100 samples anew/ }).click()
  await expect(check('No final answer')).toContainText('100')
})

test('a person checks the set as a whole, and drops what is there twice', async ({ page }) => {
  const line = (n: number) =>
    JSON.stringify({
      messages: [
        { role: 'user', content: `What is ${n} and ${n}?` },
        { role: 'assistant', content: `It is ${2 * n}.` },
      ],
    })
  const text = [1, 2, 3, 2, 4, 2].map(line).join('\n')
  const app = await new Workbench(page).start()
  await app.load({ name: 'sums.jsonl', text })
  await app.room('Checks')
  const card = page.getByRole('region', { name: 'The set as a whole' })
  await expect(card).toContainText('has not been done yet')
  await app.press('d')
  await expect(card).toContainText(/^.*Checked/)
  const row = page.getByRole('row', { name: 'Exact duplicate' })
  await expect(row).toContainText('2')
  await expectNoAxeViolations(page)
  await page.reload()
  await row.getByRole('button', { name: 'Exact duplicate' }).click()
  await expect(app.queue.getByRole('option')).toHaveCount(2)
  await expect(page.getByRole('complementary').or(page.getByRole('main'))).toContainText(
    'It is the same as sample #1',
  )
})

test('the report prints, and leaves as JSON and Markdown', async ({ page }) => {
  const app = await new Workbench(page).start()
  await app.load(AIRLINE)
  await app.room('Checks')
  await app.press('p')
  await expect(page.getByRole('heading', { level: 1, name: /^Checks of/ })).toBeVisible()
  await expectNoAxeViolations(page)
  for (const kind of ['JSON', 'Markdown']) {
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: `Save as ${kind}` }).click(),
    ])
    expect(download.suggestedFilename()).toMatch(kind === 'JSON' ? /\.json$/ : /\.md$/)
  }
  await page.emulateMedia({ media: 'print' })
  await expect(page.getByRole('banner')).toBeHidden()
  await page.emulateMedia({ media: 'screen' })
  await app.press('Escape')
  await expect(page.getByRole('heading', { level: 1, name: 'Checks', exact: true })).toBeVisible()
})

test('failing samples leave with their reasons and come back mended', async ({ page }) => {
  const line = (answer: string) =>
    JSON.stringify({
      conversations: [
        { from: 'human', value: 'Is it so?' },
        { from: 'gpt', value: answer },
      ],
    })
  const app = await new Workbench(page).start()
  await app.load({ name: 'so.jsonl', text: ['Yes.', '', 'No.'].map(line).join('\n') })
  await app.exportTo(/Failing samples/)
  const files = await app.write(2)
  const [jsonl, csv] = [...files.values()]
  expect(csv!.toString()).toContain('1,so.jsonl,2,,end.empty,error,')
  const mended = jsonl!.toString().replace('"value":""', '"value":"Perhaps."')
  await page
    .getByLabel('Mended file')
    .setInputFiles({ name: 'mended.jsonl', mimeType: '', buffer: Buffer.from(mended) })
  const dialog = page.getByRole('dialog', { name: 'What mended.jsonl changes' })
  await expect(dialog).toContainText('1 row: 1 would change')
  await expect(dialog).toContainText('Perhaps.')
  await expectNoAxeViolations(page)
  await dialog.getByRole('button', { name: 'Mend 1 sample' }).click()
  await expect(page.getByText('1 sample mended')).toBeVisible()
  await app.room('Triage')
  await app.goTo(1)
  await expect(app.message(/assistant, message 1/i)).toContainText('Perhaps.')
  await app.press('Control+z')
  await expect(app.message(/assistant, message 1/i)).not.toContainText('Perhaps.')
})
