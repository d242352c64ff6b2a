import { expect, test } from './fixtures.ts'
import { Workbench, type TestFile } from './pages/workbench.ts'

/** A good record whose user says `text`. */
const good = (text: string) =>
  JSON.stringify({
    conversations: [
      { from: 'human', value: text },
      { from: 'gpt', value: 'Yes.' },
    ],
  })

const GOOD = [good('first'), good('second'), good('third')]

/** A file of good records with one line between them, and what is said about that line. */
interface Case {
  readonly name: string
  readonly line: string | Uint8Array
  readonly reason: RegExp
}

const joined = (...pieces: (string | Uint8Array)[]) =>
  Buffer.concat(pieces.map((piece) => Buffer.from(piece as string)))

const broken: readonly Case[] = [
  {
    name: 'a line that ends inside a string',
    line: good('cut').slice(0, -12),
    reason: /ends inside/,
  },
  {
    name: 'invalid UTF-8',
    line: joined(good('a').slice(0, 40), new Uint8Array([0xff, 0xfe]), good('b').slice(40)),
    reason: /UTF-8/,
  },
  { name: 'a raw NUL', line: good('nul').replace('nul', '\0'), reason: /control character/i },
  { name: 'single quotes', line: "{'conversations': []}", reason: /quote/ },
  { name: 'NaN', line: '{"conversations": [], "score": NaN}', reason: /NaN/ },
]

for (const { name, line, reason } of broken) {
  test(`${name} is kept, counted and explained; the others load`, async ({ page }) => {
    const app = await new Workbench(page).start()
    const text = joined(GOOD[0]!, '\n', line, '\n', GOOD[1]!, '\n', GOOD[2]!, '\n')
    await app.load({ name: 'half.jsonl', text })
    await expect(app.queue.getByRole('option')).toHaveCount(4)
    await expect(app.row(0)).toContainText('first')
    await expect(app.row(3)).toContainText('third')
    await app.goTo(1)
    const sample = app.sample
    await expect(sample).toContainText(reason)
    await expect(sample).toContainText(/line 2\b/i)
    // What cannot be read leaves as it came, all the same.
    await app.exportTo(/Cleaned source/)
    const [out] = [...(await app.write(1)).values()]
    expect(out!.equals(text)).toBe(true)
  })
}

const odd: readonly { readonly name: string; readonly file: TestFile; readonly records: number }[] =
  [
    {
      name: 'a byte-order mark and CRLF and blank lines',
      file: { name: 'bom.jsonl', text: '\ufeff' + GOOD.join('\r\n\r\n') + '\r\n' },
      records: 3,
    },
    {
      name: 'no newline at the end',
      file: { name: 'end.jsonl', text: GOOD.join('\n') },
      records: 3,
    },
    {
      name: 'an array where lines were expected',
      file: { name: 'array.jsonl', text: `[${GOOD.join(',\n')}]` },
      records: 3,
    },
    {
      name: 'pretty-printed and concatenated JSON',
      file: {
        name: 'pretty.jsonl',
        text: GOOD.map((line) => JSON.stringify(JSON.parse(line), null, 2)).join('\n'),
      },
      records: 3,
    },
    {
      name: 'lone surrogates',
      file: { name: 'lone.jsonl', text: `${good('x').replace('x', '\\ud83d')}\n${GOOD[0]}\n` },
      records: 2,
    },
    {
      name: '__proto__ keys',
      file: {
        name: 'proto.jsonl',
        text: `{"__proto__": {"polluted": 1}, ${good('p').slice(1)}\n${GOOD[0]}\n`,
      },
      records: 2,
    },
    {
      name: 'nesting 100,000 deep',
      file: {
        name: 'deep.jsonl',
        text: `${GOOD[0]}\n{"deep": ${'['.repeat(100_000)}${']'.repeat(100_000)}, ${good('d').slice(1)}\n${GOOD[1]}\n`,
      },
      records: 3,
    },
  ]

for (const { name, file, records } of odd) {
  test(`${name}: every record is there and leaves as it came`, async ({ page }) => {
    const app = await new Workbench(page).start()
    await app.load(file)
    await expect(app.queue.getByRole('option')).toHaveCount(records)
    for (let record = 0; record < records; record++) {
      await app.goTo(record)
      await expect(app.sample).toContainText('Yes.')
    }
    expect(await page.evaluate(() => 'polluted' in {})).toBe(false)
    await app.exportTo(/Cleaned source/)
    const [out] = [...(await app.write(1)).values()]
    const came = typeof file === 'string' ? Buffer.alloc(0) : Buffer.from(file.text as string)
    expect(out!.equals(came)).toBe(true)
  })
}

test('markup in messages is text', async ({ page }) => {
  const app = await new Workbench(page).start()
  const evil = '<img src=x onerror="window.ran=1"><script>window.ran=1</script><b>bold</b>'
  await app.load({ name: 'html.jsonl', text: good(evil) + '\n' })
  await expect(app.sample).toContainText(evil)
  expect(await page.evaluate(() => 'ran' in window)).toBe(false)
  await expect(app.sample.locator('img, script, b')).toHaveCount(0)
})

test('an empty file is refused with what to do, and so is one that is no text', async ({
  page,
}) => {
  const app = await new Workbench(page).start()
  const found = await app.choose(
    { name: 'empty.jsonl', text: '' },
    { name: 'picture.png', text: new Uint8Array([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, 0, 0]) },
    { name: 'good.jsonl', text: GOOD.join('\n') },
  )
  await expect(found.getByRole('listitem').filter({ hasText: 'empty.jsonl' })).toContainText(
    /empty/i,
  )
  await expect(found.getByRole('listitem').filter({ hasText: 'picture.png' })).toContainText(
    /picture|image/i,
  )
  await found.getByRole('button', { name: /^Load/ }).click()
  await expect(app.queue.getByRole('option')).toHaveCount(3)
})

test('a line of 50 MB opens, and the page stays calm', async ({ page }) => {
  test.setTimeout(120_000)
  const app = await new Workbench(page).start()
  const text = `${GOOD[0]}\n${good('long '.repeat(10_000_000))}\n${GOOD[1]}\n`
  await page.evaluate(() => {
    const tasks: number[] = []
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) tasks.push(entry.duration)
    }).observe({ type: 'longtask' })
    Object.assign(window, { tasks })
  })
  const found = await app.chooseLarge('long.jsonl', text)
  await found.getByRole('button', { name: /^Load/ }).click()
  await expect(app.queue.getByRole('option')).toHaveCount(3, { timeout: 60_000 })
  await app.row(1).click()
  await expect(page.getByRole('heading', { level: 1, name: '#1', exact: true })).toBeVisible()
  await expect(app.sample).toContainText('long long long', { timeout: 30_000 })
  await app.row(2).click()
  await expect(app.sample).toContainText('second')
  const longest = await page.evaluate(() =>
    Math.max(0, ...(window as unknown as { tasks: number[] }).tasks),
  )
  expect(longest).toBeLessThan(1_000)
})
