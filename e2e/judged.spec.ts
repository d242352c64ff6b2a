import { readFile } from 'node:fs/promises'
import { expect, expectNoAxeViolations, test } from './fixtures.ts'
import { Workbench } from './pages/workbench.ts'

test.setTimeout(180_000)

/** Answers of several models to one question, judged, in nobody's format. */
const RECORDS = [0, 1].map((n) => ({
  question: `Which planet is number ${n}?`,
  figure: 'sky.png',
  extra: { source: 'quiz', big: 12345678901234567890n.toString(), text: 'x'.repeat(600) },
  answers: ['Mars', 'Venus', 'Earth', 'Pluto', 'Saturn'].map((name, i) => ({
    by: `model-${i}`,
    says: `${name}, for question ${n}.`,
    points: i / 4,
    place: 5 - i,
  })),
}))
const MAPPING = {
  version: 1,
  name: 'Quiz',
  prompt: ['question'],
  candidates: { path: 'answers', completion: 'says', model: 'by', score: 'points', rank: 'place' },
}
const lines = RECORDS.map((record) =>
  JSON.stringify(record).replace('"12345678901234567890"', '12345678901234567890'),
)

test('five ranked answers are drawn with what the file says of them, and take sides by key', async ({
  page,
  context,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  const app = await new Workbench(page).start()
  const found = await app.choose({ name: 'quiz.jsonl', text: lines.join('\n') })
  await found.getByRole('button', { name: 'Map the fields of quiz.jsonl' }).click()
  const screen = page.getByRole('region', { name: 'Map the fields of quiz.jsonl' })
  await screen.getByRole('treeitem', { name: /^question/ }).waitFor()
  await screen.getByLabel('Mapping to import').setInputFiles({
    name: 'quiz.json',
    mimeType: 'application/json',
    buffer: Buffer.from(JSON.stringify(MAPPING)),
  })
  await expect(screen.getByRole('region', { name: 'Branch E' })).toContainText('rank 1')
  await screen.getByRole('button', { name: 'Load with this mapping' }).click()

  const branches = app.sample.getByRole('region', { name: /^Branch [A-G]$/ })
  await expect(branches).toHaveCount(5)
  // The best of the file stands first as long as nobody has chosen.
  await expect(branches.first()).toContainText('model-4 · rank 1')
  await app.press('v', 'b')
  const branch = (letter: string) => app.sample.getByRole('region', { name: `Branch ${letter}` })
  await expect(branch('B').getByRole('heading')).toContainText('Chosen')
  await app.press('Shift+V', 'd')
  await expect(branch('D').getByRole('heading')).toContainText('Rejected')
  await branch('A').getByRole('button', { name: 'Mark branch A as chosen' }).click()
  await expect(branch('A').getByRole('heading')).toContainText('Chosen')
  await expect(branch('B').getByRole('heading')).not.toContainText('Chosen')

  const inspector = page.getByRole('region', { name: 'Inspector' })
  const judged = inspector.getByRole('region', { name: 'As the file judges' })
  await expect(judged).toContainText('Chosen, A')
  await expect(judged).toContainText('model-3')
  const columns = inspector.getByRole('region', { name: 'Other columns' })
  await expect(columns).toContainText('12345678901234567890')
  await columns.getByRole('button', { name: 'Show more of extra' }).click()
  await expect(columns).toContainText('x'.repeat(600))
  await columns.getByRole('button', { name: 'Copy the value of figure' }).click()
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe('"sky.png"')
  await expectNoAxeViolations(page)

  await app.press('Shift+R')
  const raw = app.sample.getByRole('region', { name: 'Raw record', exact: true })
  await expect(raw).toContainText('line 1, byte 0')
  await raw.getByRole('button', { name: 'Copy' }).click()
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(lines[0])
  const downloading = page.waitForEvent('download')
  await raw.getByRole('button', { name: 'Save' }).click()
  expect(await readFile(await (await downloading).path(), 'utf8')).toBe(lines[0])
  await app.press('Escape')

  await app.press('b')
  await expect(page.getByRole('heading', { level: 1, name: /Fork of sample/ })).toBeVisible()
  const list = page.getByRole('button', { name: /^[A-E] as recorded/i })
  await expect(list).toHaveCount(5)
  await expect(list.last()).toContainText('model-4 · rank 1')
  await app.press('v', 'e')
  await expect(page.getByRole('main')).toContainText(/Branch E · as recorded · model-4 · rank 1/)
})
