import { expect, expectNoAxeViolations, test } from './fixtures.ts'
import { GLAIVE, Workbench } from './pages/workbench.ts'

test('“?” lists the keys and finds among them', async ({ page }) => {
  const app = await new Workbench(page).start()
  await app.load(GLAIVE)
  await app.press('?')
  const sheet = page.getByRole('dialog', { name: 'Keys' })
  const keep = sheet.getByRole('term').filter({ hasText: /^Keep$/ })
  await expect(keep).toBeVisible()
  await expect(sheet.getByRole('term').filter({ hasText: /^Undo$/ })).toBeVisible()
  const all = await sheet.getByRole('term').count()
  await sheet.getByRole('textbox', { name: 'Find an action' }).fill('fork')
  await expect(keep).toHaveCount(0)
  await expect(sheet.getByRole('term').filter({ hasText: /^Fork here$/ })).toBeVisible()
  expect(await sheet.getByRole('term').count()).toBeLessThan(all)
  await app.press('Escape')
  await expect(sheet).toHaveCount(0)
})

test('the palette runs an action, goes to a sample, and says when there is none', async ({
  page,
}) => {
  const app = await new Workbench(page).start()
  await app.load(GLAIVE)
  const palette = page.getByRole('dialog', { name: 'Search or run' })
  await app.press('Control+k')
  await page.keyboard.type('drop')
  await expect(palette.getByRole('option', { selected: true })).toContainText('Drop')
  await app.press('Enter')
  await expect(palette).toHaveCount(0)
  await expect(app.row(0)).toHaveAccessibleName(/dropped/)

  await app.press('Control+k')
  await page.keyboard.type('#12')
  await expect(palette.getByRole('option')).toHaveText(/Sample #12/)
  await app.press('Enter')
  await expect(page.getByRole('heading', { level: 1, name: '#12', exact: true })).toBeVisible()

  await app.press('Control+k')
  await page.keyboard.type('#300')
  await expect(palette).toContainText('the last one is #299')
  await app.press('Escape')

  await app.press('Control+k')
  await page.keyboard.type('/Magellan')
  await app.press('Enter')
  await expect(app.queue.getByRole('option')).toHaveCount(1)
})

test('single keys rest while one types, and can be put to rest altogether', async ({ page }) => {
  const app = await new Workbench(page).start()
  await app.load(GLAIVE)
  await app.press('f')
  await page.keyboard.type('a x =')
  await expect(page.getByRole('textbox', { name: 'Why this sample needs attention' })).toHaveValue(
    'a x =',
  )
  await app.press('Enter')
  await expect(app.row(0)).toHaveAccessibleName(/flagged/)
  await expect(page.getByRole('region', { name: 'Flag', exact: true })).toHaveText(/a x =/)
  for (const record of [1, 2]) await expect(app.row(record)).toHaveAccessibleName(/to do/)

  await app.press('?')
  await page.getByRole('checkbox', { name: /^Single keys act/ }).uncheck()
  await app.press('Escape')
  await app.press('x')
  await app.press('Control+k')
  await page.keyboard.type('keep')
  await app.press('Enter')
  await expect(app.row(0)).toHaveAccessibleName(/kept/)
  await expect(app.row(0)).not.toHaveAccessibleName(/dropped/)
})

test('a key is changed in the sheet, shown on its button and in the palette, and reset', async ({
  page,
}) => {
  const app = await new Workbench(page).start()
  await app.load(GLAIVE)
  const sheet = page.getByRole('dialog', { name: 'Keys' })
  const keyOf = (action: string) =>
    sheet.getByRole('button', { name: new RegExp(`^${action}: .*Change the key$`) })
  await app.press('?')
  await keyOf('Keep').click()
  await app.press('Escape')
  await expect(keyOf('Keep')).toHaveAccessibleName('Keep: A. Change the key')
  await keyOf('Keep').click()
  await app.press('Control+c')
  await expect(sheet).toContainText('belongs to the text')
  await app.press('p')
  await expect(keyOf('Keep')).toHaveAccessibleName('Keep: P. Change the key')

  // What another action has is said, and swapped.
  await keyOf('Flag with a note').click()
  await app.press('x')
  await expect(sheet.getByRole('alert')).toContainText('X is “Drop”')
  await sheet.getByRole('button', { name: 'Swap the keys' }).click()
  await expect(keyOf('Flag with a note')).toHaveAccessibleName(/: X\./)
  await expect(keyOf('Drop')).toHaveAccessibleName(/: F\./)
  await expectNoAxeViolations(page)
  await app.press('Escape')
  await expect(sheet).toHaveCount(0)

  await expect(page.getByRole('button', { name: /^Keep/ })).toHaveAttribute(
    'aria-keyshortcuts',
    'P',
  )
  await app.press('a')
  await app.press('p')
  await expect(app.row(0)).toHaveAccessibleName(/kept/)
  await expect(app.row(1)).toHaveAccessibleName(/to do/)
  await page.reload()
  await app.queue.waitFor()
  await app.press('f')
  await expect(app.row(1)).toHaveAccessibleName(/dropped/)
  await app.press('Control+k')
  await page.keyboard.type('drop')
  await expect(page.getByRole('option', { name: /^Drop/ })).toContainText('F')
  await app.press('Escape')

  await app.press('?')
  await sheet.getByRole('button', { name: 'Reset Drop to X' }).click()
  await expect(keyOf('Flag with a note')).toHaveAccessibleName(/: F\./)
  await sheet.getByRole('button', { name: 'Reset all keys' }).click()
  await expect(keyOf('Keep')).toHaveAccessibleName(/: A\./)
})
