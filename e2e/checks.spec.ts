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
  const samples = await long.getByRole('cell').nth(2).innerText()
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
