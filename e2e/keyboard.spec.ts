import { readFile } from 'node:fs/promises'
import type { Download, Locator } from '@playwright/test'
import { expect, test } from './fixtures.ts'
import { Workbench } from './pages/workbench.ts'

test.setTimeout(180_000)

test('from the example to the exported pair without a mouse: a call that breaks its schema is found, forked, mended and saved', async ({
  page,
}) => {
  const app = await new Workbench(page).start()
  const { keyboard } = page
  const heading = (name: string) => page.getByRole('heading', { level: 1, name, exact: true })
  /** Walks to a control as the Tab key does. */
  const tabTo = async (control: Locator) => {
    for (let step = 0; step < 40; step++) {
      if (await control.evaluate((element) => element === document.activeElement)) return
      await app.press('Tab')
    }
    await expect(control).toBeFocused()
  }
  await tabTo(page.getByRole('button', { name: 'Try the example' }))
  await app.press('Enter')
  await app.queue.waitFor()
  await app.loaded()
  await app.press('Control+k')
  await keyboard.type('glaive')
  await expect(page.getByRole('option', { selected: true }).last()).toContainText('glaive toolcall')
  await app.press('Enter')
  await expect(app.row(0)).toHaveAttribute('aria-setsize', '300')
  await app.loaded()

  // The one sample whose call breaks its schema.
  await app.press('/')
  await keyboard.type('finding:call.schema')
  await app.press('Enter')
  await expect(app.queue.getByRole('option')).toHaveCount(1)
  await app.press('j')
  await expect(heading('#259')).toBeVisible()
  await app.press('n')
  await expect(app.message('Tool call, message 3')).toHaveAttribute('aria-current', 'true')

  await app.press('b')
  await expect(heading('Fork of sample 259')).toBeAttached()
  await expect(app.stem).toHaveAccessibleName('Shared prompt, 3 messages')
  await app.press('e')
  const wrong = app.editor.getByRole('textbox', { name: 'calories_per_item' })
  await tabTo(wrong)
  await app.press('Control+a')
  await keyboard.type('1300')
  await expect(app.editor).toContainText('Matches schema')
  await app.press('Control+Enter')
  await expect(app.editor).toHaveCount(0)
  // What came of the call before is not what would come of this one.
  await expect(page.getByText('Stale', { exact: true }).first()).toBeVisible()
  await app.press('ArrowDown', 'Delete')
  await expect(page.getByText('Stale', { exact: true })).toHaveCount(0)
  await app.press('Enter')
  await expect(app.saved).toContainText('Saved')

  await app.press('g', 'e')
  await expect(page.getByRole('radio', { name: /LLaMA-Factory dpo/ })).toBeAttached()
  await app.press('1')
  await expect(heading('1 pair goes out')).toBeVisible()
  const downloads: Download[] = []
  page.on('download', (download) => downloads.push(download))
  await app.press('Control+Enter')
  await expect.poll(() => downloads.length).toBe(2)
  const pairs = downloads.find((one) => one.suggestedFilename().endsWith('.jsonl'))!
  const row = JSON.parse(await readFile(await pairs.path(), 'utf8')) as Record<
    'chosen' | 'rejected',
    { value: string }
  >
  expect(JSON.parse(row.chosen.value)).toMatchObject({ arguments: { calories_per_item: 1300 } })
  expect(JSON.parse(row.rejected.value)).toMatchObject({
    arguments: { calories_per_item: [150, 350, 800] },
  })
})
