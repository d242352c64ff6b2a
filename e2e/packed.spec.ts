import { gzipSync } from 'node:zlib'
import { readFile } from 'node:fs/promises'
import type { Page } from '@playwright/test'
import { zipSync } from 'fflate'
import { parquetWriteBuffer } from 'hyparquet-writer'
import { expect, test } from './fixtures.ts'
import { Workbench } from './pages/workbench.ts'

test.setTimeout(120_000)

const utf8 = (text: string) => new TextEncoder().encode(text)

const record = (n: number) => ({
  instruction: `Question ${n}`,
  input: '',
  output: `Answer ${n}, “ü”.`,
})

const records = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, i) => record(from + i))

const jsonl = (from: number, to: number) =>
  records(from, to)
    .map((one) => JSON.stringify(one) + '\n')
    .join('')

const csv =
  'instruction,input,output\r\n' +
  '"Question 0","","Answer 0, “ü”."\r\n' +
  '"Question 1\nin two lines, with ""quotes""","","Answer 1, “ü”."\r\n' +
  'Question 2,,"Answer 2,\r\n“ü”."\r\n'

const parquet = new Uint8Array(
  parquetWriteBuffer({
    columnData: (['instruction', 'input', 'output'] as const).map((name) => ({
      name,
      data: records(0, 7).map((one) => one[name]),
    })),
  }),
)

const keyed = Object.fromEntries(records(0, 5).map((one, n) => [`row-${n}`, one]))

const chat = (n: number) => ({
  messages: [
    { role: 'user', content: `Question ${n}` },
    { role: 'assistant', content: `Answer ${n}.` },
  ],
})
const mixed = [chat(0), record(1), chat(2), record(3), chat(4), chat(5)]
  .map((one) => JSON.stringify(one) + '\n')
  .join('')

/** A file, its records, and one to open with the words to be found there. */
interface Case {
  readonly name: string
  readonly bytes: Uint8Array
  readonly count: number
  readonly open: number
  readonly says: RegExp
  /** The cleaned source where nothing was changed: the text that was in the file. */
  readonly text?: string
}

const CASES: readonly Case[] = [
  {
    name: 'members.jsonl.gz',
    bytes: Buffer.concat([gzipSync(jsonl(0, 3)), gzipSync(jsonl(3, 8))]),
    count: 8,
    open: 6,
    says: /Answer 6, “ü”/,
    text: jsonl(0, 8),
  },
  {
    name: 'table.parquet',
    bytes: parquet,
    count: 7,
    open: 5,
    says: /Answer 5, “ü”/,
    text: jsonl(0, 7),
  },
  {
    name: 'table.csv',
    bytes: utf8(csv),
    count: 3,
    open: 1,
    says: /Question 1\s+in two lines, with "quotes"/,
  },
  {
    name: 'wide.jsonl',
    bytes: Buffer.from('\ufeff' + jsonl(0, 4), 'utf16le'),
    count: 4,
    open: 3,
    says: /Answer 3, “ü”/,
    text: jsonl(0, 4),
  },
  {
    name: 'wrapped.json',
    bytes: utf8(JSON.stringify({ version: 3, data: records(0, 6) }, null, 1)),
    count: 6,
    open: 4,
    says: /Answer 4, “ü”/,
    text: JSON.stringify({ version: 3, data: records(0, 6) }, null, 1),
  },
  {
    name: 'keyed.json',
    bytes: utf8(JSON.stringify(keyed)),
    count: 5,
    open: 2,
    says: /Answer 2, “ü”/,
    text: JSON.stringify(keyed),
  },
  {
    name: 'mixed.jsonl',
    bytes: utf8(mixed),
    count: 6,
    open: 3,
    says: /Answer 3, “ü”/,
    text: mixed,
  },
]

/** The file as it came, from the list at home. */
async function original(page: Page, name: RegExp): Promise<Buffer> {
  await page.goto('/#/')
  await page
    .getByRole('row', { name })
    .getByRole('button', { name: /^Actions|More/ })
    .click()
  const downloading = page.waitForEvent('download')
  await page.getByRole('menuitem', { name: /^Save the original file/ }).click()
  return readFile(await (await downloading).path())
}

for (const { name, bytes, count, open, says, text } of CASES)
  test(`${name}: ${count} records, each to be read; the original and the text in it come back as they were`, async ({
    page,
  }) => {
    const app = await new Workbench(page).start()
    await app.load({ name, text: bytes })
    await expect(app.row(0)).toHaveAttribute('aria-setsize', `${count}`)
    await app.goTo(open)
    await expect(app.sample).toContainText(says)
    if (text !== undefined) {
      await app.exportTo(/Cleaned source/)
      const [out] = [...(await app.write(1)).values()]
      expect(out!.toString()).toBe(text)
    }
    expect((await original(page, new RegExp(name.split('.')[0]!))).equals(bytes)).toBe(true)
  })

test('a zip of two files: both are read, and the zip comes back as it was', async ({ page }) => {
  const zip = zipSync({
    'set/train.jsonl': utf8(jsonl(0, 3)),
    'set/test.jsonl': [utf8(jsonl(3, 5)), { level: 0 }],
  })
  const app = await new Workbench(page).start()
  await app.load({ name: 'two.zip', text: zip })
  await expect(app.row(0)).toHaveAttribute('aria-setsize', '5')
  await expect(app.row(0)).toContainText('Question 0')
  await app.goTo(4)
  await expect(app.sample).toContainText('Answer 4')
  await expect(page.getByRole('region', { name: 'Inspector' })).toContainText(
    'set/test.jsonl in two.zip',
  )
  expect((await original(page, /two/)).equals(Buffer.from(zip))).toBe(true)
})

test('a gzip that ends early gives what came before, and says where it ends', async ({ page }) => {
  // Words that pack badly, so that much comes out before the end.
  const text = Array.from(
    { length: 400 },
    (_, n) => JSON.stringify({ ...record(n), note: Math.sin(n).toString(36) }) + '\n',
  ).join('')
  const whole = gzipSync(text)
  const cut = whole.subarray(0, Math.floor(whole.length / 2))
  const app = await new Workbench(page).start()
  const found = await app.choose({ name: 'cut.jsonl.gz', text: cut })
  const notice = `The gzip data ends early, at byte ${cut.length}. What came before it was read.`
  await expect(found).toContainText(notice)
  await found.getByRole('button', { name: 'Load', exact: true }).click()
  await app.queue.waitFor()
  await app.loaded()
  const lost = page.getByRole('region', { name: 'Not all of it was read' })
  await expect(lost).toContainText(`cut.jsonl.gz: ${notice}`)
  await expect(app.row(0)).toContainText('Question 0')
  const loaded = Number(await app.row(0).getAttribute('aria-setsize'))
  expect(loaded).toBeGreaterThan(100)
  expect(loaded).toBeLessThan(400)
  // The record that the cut went through is kept and named.
  await app.goTo(loaded - 1)
  await expect(app.sample).toContainText(/ends inside/)
  await app.goTo(loaded - 2)
  await expect(app.sample).toContainText(`Answer ${loaded - 2}`)
  await lost.getByRole('button', { name: 'Close' }).click()
  await expect(lost).toHaveCount(0)
  expect((await original(page, /cut/)).equals(cut)).toBe(true)
})

test('a gzip bomb is read up to a limit and no further, and says so', async ({ page }) => {
  // 100 MB of zeros pack 1,028 to 1: no data does.
  const line = utf8(jsonl(0, 1))
  const bomb = gzipSync(Buffer.concat([line, Buffer.alloc(100 * 2 ** 20, 0x20)]), { level: 9 })
  expect(bomb.length).toBeLessThan(110_000)
  const app = await new Workbench(page).start()
  const found = await app.choose({ name: 'bomb.jsonl.gz', text: bomb })
  await found.getByRole('button', { name: 'Load', exact: true }).click()
  await app.queue.waitFor()
  await app.loaded()
  await expect(page.getByRole('region', { name: 'Not all of it was read' })).toContainText(
    /It unpacks to more than 1,000 times its size, as no data does; the rest is not read\./,
  )
  await expect(app.row(0)).toContainText('Question 0')
})
