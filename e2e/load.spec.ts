import { bigFile } from './big-file.ts'
import { expect, test } from './fixtures.ts'
import { AIRLINE, GLAIVE, PAIRS, Workbench } from './pages/workbench.ts'

const inline = (name: string, records: readonly unknown[]) => ({
  name,
  text: records.map((record) => JSON.stringify(record)).join('\n'),
})

const FORMATS = [
  { file: AIRLINE, format: /tau-bench/, first: /book a flight/ },
  { file: GLAIVE, format: /ShareGPT/, first: /ingredients/ },
  { file: PAIRS, format: /LLaMA-Factory DPO/, first: /./ },
  {
    file: inline('openai.jsonl', [
      {
        messages: [
          { role: 'user', content: 'Weather in Oslo?' },
          {
            role: 'assistant',
            content: null,
            tool_calls: [
              {
                id: 'c1',
                type: 'function',
                function: { name: 'wx', arguments: '{"city":"Oslo"}' },
              },
            ],
          },
          { role: 'tool', tool_call_id: 'c1', content: '4 C' },
          { role: 'assistant', content: 'Four degrees.' },
        ],
      },
    ]),
    format: /OpenAI/,
    first: /Weather in Oslo/,
  },
  {
    file: inline('alpaca.jsonl', [{ instruction: 'Name a prime.', input: '', output: '7' }]),
    format: /Alpaca/,
    first: /Name a prime/,
  },
  {
    file: inline('kto.jsonl', [
      {
        messages: [
          { role: 'user', content: 'Hi there' },
          { role: 'assistant', content: 'Yo' },
        ],
        label: true,
      },
      {
        messages: [
          { role: 'user', content: 'Bye' },
          { role: 'assistant', content: 'No' },
        ],
        label: false,
      },
    ]),
    format: /LLaMA-Factory KTO/,
    first: /Hi there/,
  },
  {
    file: inline('explicit.jsonl', [{ prompt: 'Sky?', chosen: 'Blue.', rejected: 'Green.' }]),
    format: /TRL preference/,
    first: /Sky/,
  },
  {
    file: inline('implicit.jsonl', [
      {
        chosen: [
          { role: 'user', content: 'Sea?' },
          { role: 'assistant', content: 'Deep.' },
        ],
        rejected: [
          { role: 'user', content: 'Sea?' },
          { role: 'assistant', content: 'Dry.' },
        ],
      },
    ]),
    format: /TRL preference/,
    first: /Sea/,
  },
] as const

for (const { file, format, first } of FORMATS) {
  const name = typeof file === 'string' ? file.split('/').at(-1)! : file.name
  test(`${name} is recognised as ${format.source} before it is loaded`, async ({ page }) => {
    const app = await new Workbench(page).start()
    const found = await app.choose(file)
    const select = found.getByRole('combobox', { name: /^Format/ })
    await expect(select.locator('option:checked')).toHaveText(format)
    await expect(select.locator('option:checked')).toHaveText(/0\.\d|1/)
    await found.getByRole('button', { name: /^Load/ }).click()
    await expect(app.row(0)).toContainText(first)
  })
}

test('the first samples can be read while the rest loads; cancel keeps what is loaded', async ({
  page,
}) => {
  test.setTimeout(120_000)
  const app = await new Workbench(page).start()
  const found = await app.choose((await bigFile(400e6)).path)
  await found.getByRole('button', { name: /^Load/ }).click()
  const banner = page.getByRole('region', { name: /^Loading/ })
  await expect(banner).toContainText(/a second/)
  await expect(banner).toContainText(/left/)
  await expect(app.row(0)).toContainText('book a flight', { timeout: 60_000 })
  await app.press('a')
  await expect(app.row(0)).toHaveAccessibleName(/kept/)
  await banner.getByRole('button', { name: /^Cancel/ }).click()
  await expect(banner.getByRole('button', { name: /^Cancel/ })).toHaveCount(0)
  await expect(app.row(0)).toHaveAccessibleName(/kept/)
  await expect(
    page.getByRole('button', { name: /Go on|Resume|Load the rest/ }).first(),
  ).toBeVisible()
})

test('a load goes on where it was after the page was reloaded in the middle', async ({ page }) => {
  test.setTimeout(180_000)
  const app = await new Workbench(page).start()
  const { path, records } = await bigFile(400e6)
  const found = await app.choose(path)
  await found.getByRole('button', { name: /^Load/ }).click()
  await expect(app.row(0)).toContainText('book a flight', { timeout: 60_000 })
  const banner = page.getByRole('region', { name: /^Loading/ })
  // Some of the index is on disk: the queue is longer than one checkpoint's first samples.
  await expect(banner).toContainText(/\d{2,} MB of/)
  await page.reload()
  await expect(app.row(0)).toContainText('book a flight', { timeout: 60_000 })
  await expect(banner).toHaveCount(0, { timeout: 120_000 })
  await expect(app.queue.getByRole('option').first()).toHaveAttribute('aria-setsize', `${records}`)
})

test('quick decisions during a load go on to the next sample', async ({ page }) => {
  test.setTimeout(120_000)
  const app = await new Workbench(page).start()
  const found = await app.choose((await bigFile(200e6)).path)
  await found.getByRole('button', { name: /^Load/ }).click()
  await expect(app.row(0)).toContainText('book a flight', { timeout: 60_000 })
  for (let record = 0; record < 6; record++) {
    await app.press(record % 2 === 0 ? 'a' : 'x')
    await expect(app.row(record)).toHaveAccessibleName(record % 2 === 0 ? /kept/ : /dropped/)
    await expect(
      page.getByRole('heading', { level: 1, name: `#${record + 1}`, exact: true }),
    ).toBeVisible()
  }
})
