import { expect, test } from './fixtures.ts'
import { GLAIVE, Workbench } from './pages/workbench.ts'

test('a second tab reads and says so, follows, and can take over', async ({ page, context }) => {
  const first = await new Workbench(page).start()
  await first.load(GLAIVE)
  const second = new Workbench(await context.newPage())
  await second.page.goto(page.url())
  await second.queue.waitFor()
  await expect(second.page.getByText(/reading only/i).first()).toBeVisible()

  // A reader decides nothing, and sees what the writer decides.
  await second.press('x')
  await expect(second.row(0)).toHaveAccessibleName(/to do/)
  await page.bringToFront()
  await first.press('a')
  await expect(first.row(0)).toHaveAccessibleName(/kept/)
  await expect(second.row(0)).toHaveAccessibleName(/kept/)

  await second.page.bringToFront()
  await second.page.getByRole('button', { name: /Work here instead/ }).click()
  await expect(first.page.getByText(/reading only/i).first()).toBeVisible()
  await second.goTo(1)
  await second.press('x')
  await expect(second.row(1)).toHaveAccessibleName(/dropped/)
  await expect(first.row(1)).toHaveAccessibleName(/dropped/)
})
