import { expect, expectNoAxeViolations, test } from './fixtures.ts'
import { Workbench } from './pages/workbench.ts'

/** Samples in which two users speak in a row. */
const SAMPLES = 6
const text = Array.from({ length: SAMPLES }, (_, i) =>
  JSON.stringify({
    messages: [
      { role: 'user', content: `Question ${i}` },
      { role: 'user', content: 'And one more' },
      { role: 'assistant', content: `Answer ${i}` },
    ],
  }),
).join('\n')
const FILE = { name: 'two.jsonl', text: text + '\n' }

test('a fix is shown, made with a second press, and undone', async ({ page }) => {
  const app = await new Workbench(page).start()
  await app.load(FILE)
  const card = page.getByRole('article').filter({ hasText: 'role.order' })
  await page.keyboard.press('m')
  const shown = card.getByRole('group', { name: 'What the fix changes' })
  await expect(shown.getByRole('insertion')).toContainText('And one more')
  await expectNoAxeViolations(page)
  await page.screenshot({ path: 'test-results/fix-single.png' })
  await page.keyboard.press('m')
  await expect(card).toHaveCount(0)
  await expect(page.getByText('Merges 2 user messages in #0')).toBeVisible()
  await page.keyboard.press('Control+z')
  await expect(card).toBeVisible()
})

test('all samples of the filter are fixed, undone as one, and leave fixed', async ({ page }) => {
  const app = await new Workbench(page).start()
  await app.load(FILE)
  const fixAll = async () => {
    await page.keyboard.press('Shift+M')
    const dialog = page.getByRole('dialog', { name: `All ${SAMPLES} samples of the filter` })
    await dialog.getByLabel('What to do').selectOption({ label: 'Merge the user messages' })
    await dialog.getByRole('button', { name: 'Show what changes' }).press('Enter')
    await expect(dialog.getByRole('listitem')).toHaveCount(SAMPLES)
    await expectNoAxeViolations(page)
    await page.screenshot({ path: 'test-results/fix-bulk.png' })
    await dialog.getByRole('button', { name: `Fix ${SAMPLES} samples` }).press('Enter')
    await expect(page.getByText(`${SAMPLES} samples fixed`)).toBeVisible()
  }
  const card = page.getByRole('article').filter({ hasText: 'role.order' })
  await fixAll()
  await expect(card).toHaveCount(0)
  await page.keyboard.press('Control+z')
  await expect(card).toBeVisible()
  await fixAll()
  await app.exportTo(/Cleaned source/)
  const files = await app.write(1)
  const [cleaned] = [...files.values()].map(String)
  const rows = cleaned!
    .trimEnd()
    .split('\n')
    .map((row) => JSON.parse(row) as { messages: { role: string }[] })
  expect(rows.map(({ messages }) => messages.map(({ role }) => role))).toEqual(
    Array.from({ length: SAMPLES }, () => ['user', 'assistant']),
  )
})
