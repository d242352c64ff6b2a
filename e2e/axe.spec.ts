import { expect, expectNoAxeViolations, test } from './fixtures.ts'
import { AIRLINE, Workbench } from './pages/workbench.ts'

const SIZES = [
  { width: 1440, height: 900 },
  { width: 1024, height: 768 },
  { width: 390, height: 844 },
] as const

for (const colorScheme of ['light', 'dark'] as const)
  for (const viewport of SIZES)
    test.describe(`${viewport.width} px, ${colorScheme}`, () => {
      test.use({ colorScheme, viewport })

      test('axe finds nothing in any screen', async ({ page }) => {
        test.setTimeout(180_000)
        const app = await new Workbench(page).start()
        await expectNoAxeViolations(page)
        const found = await app.choose(AIRLINE)
        await expectNoAxeViolations(page)
        await found.getByRole('button', { name: /^Map the fields/ }).click()
        await page.getByRole('treeitem').first().click()
        await expect(page.getByRole('region', { name: 'Result of this record' })).toContainText(
          /records read/,
        )
        await expectNoAxeViolations(page)
        await page.keyboard.press('Enter')
        await expect(page.getByRole('menu', { name: 'Use as' })).toBeVisible()
        await expectNoAxeViolations(page)
        await page.keyboard.press('Escape')
        await page.getByRole('button', { name: 'Back' }).click()
        await found.getByRole('button', { name: /^Load/ }).click()
        await expect(page.getByRole('region', { name: 'Sample' })).toBeVisible()
        await expectNoAxeViolations(page)
        await page.goto(page.url().replace(/triage.*/, 'triage/0'))
        await page.keyboard.press('t')
        await expectNoAxeViolations(page)
        await page.keyboard.press('Escape')
        await page.keyboard.press('?')
        await expectNoAxeViolations(page)
        await page.keyboard.press('Escape')
        await page.keyboard.press('Control+k')
        await expectNoAxeViolations(page)
        await page.keyboard.press('Escape')
        await page.keyboard.press('b')
        await expect(page.getByRole('heading', { level: 1, name: /Fork of sample/ })).toBeVisible()
        await expectNoAxeViolations(page)
        await page.keyboard.press('e')
        await expectNoAxeViolations(page)
        const base = page.url().replace(/fork.*/, '')
        for (const room of ['checks', 'export']) {
          await page.goto(base + room)
          await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
          await expectNoAxeViolations(page)
        }
        await page.goto('/#/')
        await expect(page.getByRole('row')).not.toHaveCount(0)
        await expectNoAxeViolations(page)
        await app.choose({
          name: 'half.jsonl',
          text: '{"instruction": "a", "output": "b"}\n{"x\n',
        })
        await page.getByRole('button', { name: /^Load/ }).click()
        await expect(page.getByRole('region', { name: 'Sample' })).toBeVisible()
        await page.goto('/#/')
        await page.getByRole('link', { name: /half/ }).click()
        await page.goto(page.url().replace(/triage.*/, 'triage/1'))
        await expect(page.getByRole('main')).toContainText(/ends inside/)
        await expectNoAxeViolations(page)
      })
    })
