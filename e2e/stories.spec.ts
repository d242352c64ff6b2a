import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { expect, test } from './fixtures.ts'
import { AIRLINE, GLAIVE, PAIRS, Workbench } from './pages/workbench.ts'

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')

test('the example opens at the first click: three real datasets, listed at home', async ({
  page,
}) => {
  const app = await new Workbench(page).start()
  await page.getByRole('button', { name: 'Try the example' }).click()
  await app.queue.waitFor()
  await page.goto('/#/')
  for (const name of ['tau-bench airline', 'glaive toolcall demo', 'LLaMA-Factory DPO demo'])
    await expect(page.getByRole('row', { name })).toBeVisible()
})

test('a dataset can be renamed, and deleted only after saying what is lost', async ({ page }) => {
  const app = await new Workbench(page).start()
  await app.load(GLAIVE)
  await app.press('a')
  await expect(app.saved).toContainText('Saved')
  await page.goto('/#/')
  await page
    .getByRole('button', { name: /^Actions|More/ })
    .first()
    .click()
  await page.getByRole('menuitem', { name: /Rename/ }).click()
  await page.keyboard.type('calls of spring')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('row', { name: 'calls of spring' })).toBeVisible()
  await page.reload()
  await expect(page.getByRole('row', { name: 'calls of spring' })).toBeVisible()

  await page
    .getByRole('button', { name: /^Actions|More/ })
    .first()
    .click()
  await page.getByRole('menuitem', { name: /Delete/ }).click()
  const question = page.getByRole('dialog')
  await expect(question).toContainText('calls of spring')
  await expect(question).toContainText('1 decision')
  await page.keyboard.press('Escape')
  await expect(page.getByRole('row', { name: 'calls of spring' })).toBeVisible()
  await page
    .getByRole('button', { name: /^Actions|More/ })
    .first()
    .click()
  await page.getByRole('menuitem', { name: /Delete/ }).click()
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /^Delete/ })
    .click()
  await expect(page.getByRole('row', { name: 'calls of spring' })).toHaveCount(0)
})

test('decisions survive a reload, and undo and redo walk over all of them', async ({ page }) => {
  const app = await new Workbench(page).start()
  await app.load(GLAIVE)
  await app.press('a')
  await expect(app.row(0)).toHaveAccessibleName(/kept/)
  await app.press('x')
  await expect(app.row(1)).toHaveAccessibleName(/dropped/)
  await app.press('=')
  await expect(app.row(2)).toHaveAccessibleName(/desirable|labelled/)
  await app.press('f')
  await page.keyboard.type('odd')
  await app.press('Enter')
  await expect(app.row(3)).toHaveAccessibleName(/flagged/)

  await page.reload()
  await app.queue.waitFor()
  await expect(app.row(0)).toHaveAccessibleName(/kept/)
  await expect(app.row(3)).toHaveAccessibleName(/flagged/)
  await app.press('Control+z')
  await expect(app.row(3)).not.toHaveAccessibleName(/flagged/)
  await app.press('Control+z', 'Control+z', 'Control+z')
  await expect(app.row(0)).toHaveAccessibleName(/to do/)
  await app.press('Control+Shift+z')
  await expect(app.row(0)).toHaveAccessibleName(/kept/)
  await app.press('Control+Shift+z')
  await expect(app.row(1)).toHaveAccessibleName(/dropped/)
})

test('a pair is made by keyboard alone and leaves as files that LLaMA-Factory loads', async ({
  page,
}) => {
  const app = await new Workbench(page).start()
  await app.load(AIRLINE)
  await app.press('b')
  await expect(page.getByRole('heading', { level: 1, name: /Fork of sample 0/ })).toBeVisible()
  await expect(page.getByText('Both sides say the same').first()).toBeVisible()
  await app.press('e')
  await page
    .getByRole('group', { name: /Form or JSON/ })
    .or(page.getByRole('button', { name: 'JSON', exact: true }))
    .last()
    .waitFor()
  await page.getByLabel(/^destination/).fill('SFO')
  await app.press('Control+Enter')
  await expect(page.getByText('Stale').first()).toBeVisible()
  await expect(page.getByRole('button', { name: /^Save pair/ })).toBeDisabled()
  await app.press('ArrowDown', 'Delete')
  await expect(page.getByText('Stale')).toHaveCount(0)
  await app.press('Enter')
  await expect(app.saved).toContainText('Saved')
  await expect(page.getByRole('heading', { level: 1, name: /1/ })).toBeVisible()

  await app.exportTo(/LLaMA-Factory dpo/)
  await expect(page.getByRole('heading', { level: 1 })).toContainText('1')
  const files = await app.write(2)
  const info = JSON.parse(files.get('dataset_info.json')!.toString()) as Record<
    string,
    { file_name: string; ranking: boolean; formatting: string }
  >
  const [entry] = Object.values(info)
  expect(entry).toMatchObject({ ranking: true, formatting: 'sharegpt' })
  const lines = files.get(entry!.file_name)!.toString().trim().split('\n')
  expect(lines).toHaveLength(1)
  const row = JSON.parse(lines[0]!) as {
    conversations: { from: string; value: string }[]
    chosen: { from: string; value: string }
    rejected: { from: string; value: string }
  }
  expect(row.conversations.length % 2).toBe(1)
  expect(row.conversations.at(-1)!.from).toBe('human')
  expect(row.chosen.from).toBe('function_call')
  expect(JSON.parse(row.chosen.value)).toMatchObject({ arguments: { destination: 'SFO' } })
  expect(JSON.parse(row.rejected.value)).toMatchObject({ arguments: { destination: 'SEA' } })
})

test('an untouched source leaves byte for byte, a dropped record leaves a gap and nothing else', async ({
  page,
}) => {
  const app = await new Workbench(page).start()
  await app.load(PAIRS)
  await app.exportTo(/Cleaned source/)
  const came = await readFile(PAIRS)
  const [whole] = [...(await app.write(1)).values()]
  expect(sha256(whole!)).toBe(sha256(came))

  await app.room('Triage')
  await app.goTo(7)
  await app.press('x')
  await expect(app.saved).toContainText('Saved')
  await app.exportTo(/Cleaned source/)
  const [cleaned] = [...(await app.write(1)).values()]
  const records = JSON.parse(came.toString()) as unknown[]
  expect(JSON.parse(cleaned!.toString())).toEqual(records.filter((_, i) => i !== 7))
})
