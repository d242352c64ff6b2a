import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { BrowserContext, Page } from '@playwright/test'
import { bigFile } from './big-file.ts'
import { expect, test, watch } from './fixtures.ts'
import { GLAIVE, PAIRS, Workbench } from './pages/workbench.ts'

/**
 * Stands in for a full disk: while `full` is set, storage refuses what any worker writes with the
 * error that browsers give. Call it before the page is opened.
 */
async function smallDisk(page: Page): Promise<{ full(is: boolean): Promise<void> }> {
  const guard = `
    let full = false
    new BroadcastChannel('disk').onmessage = ({ data }) => {
      full = data.full
      new BroadcastChannel('disk answers').postMessage(full)
    }
    for (const method of ['put', 'add']) {
      const write = IDBObjectStore.prototype[method]
      IDBObjectStore.prototype[method] = function (...given) {
        if (full) throw new DOMException('The disk is full.', 'QuotaExceededError')
        return write.apply(this, given)
      }
    }
    \n`
  await page.route(/\/assets\/.*worker.*\.js$/, async (route) => {
    const response = await route.fetch()
    await route.fulfill({ response, body: guard + (await response.text()) })
  })
  return {
    full: (is) =>
      page.evaluate(
        (full) =>
          new Promise<void>((resolve) => {
            new BroadcastChannel('disk answers').onmessage = () => resolve()
            new BroadcastChannel('disk').postMessage({ full })
          }),
        is,
      ),
  }
}

test('on a full disk an act is refused and said to be, and what was saved stays', async ({
  page,
}) => {
  const disk = await smallDisk(page)
  const app = await new Workbench(page).start()
  await app.load(GLAIVE)
  await app.press('a')
  await expect(app.row(0)).toHaveAccessibleName(/kept/)

  await disk.full(true)
  await app.press('x')
  await expect(app.saved).toContainText('Not saved')
  await app.saved.getByRole('button', { name: 'Why' }).click()
  const why = page.getByRole('dialog', { name: 'Not saved' })
  await expect(why).toContainText('The browser’s storage is full')
  await expect(why).toContainText('delete a dataset')
  await app.press('Escape')
  await expect(app.row(1)).toHaveAccessibleName(/to do/)

  await disk.full(false)
  await app.press('x')
  await expect(app.saved).toContainText('Saved')
  await expect(app.row(1)).toHaveAccessibleName(/dropped/)
  await page.reload()
  await expect(app.row(0)).toHaveAccessibleName(/kept/)
  await expect(app.row(1)).toHaveAccessibleName(/dropped/)
})

test('a file that the disk has no room for is refused with what to do; without it there is room', async ({
  page,
}) => {
  const disk = await smallDisk(page)
  const app = await new Workbench(page).start()
  await app.load(GLAIVE)
  await app.press('a')
  await expect(page.getByRole('heading', { level: 1, name: '#1', exact: true })).toBeVisible()
  await expect(page).toHaveURL(/triage\/1$/)
  await page.goto('/#/')
  await expect(page.getByRole('row', { name: 'glaive' })).toBeVisible()

  await disk.full(true)
  const found = await app.choose(PAIRS)
  await found.getByRole('button', { name: /^Load/ }).click()
  await expect(found).toContainText(/storage is full/)
  await expect(found).toContainText(/delete a dataset/)

  await disk.full(false)
  await found.getByRole('button', { name: /^Load/ }).click()
  await app.queue.waitFor()
  await app.loaded()
  await expect(app.row(0)).toHaveAttribute('aria-setsize', '300')
  await app.openDataset('glaive toolcall en demo')
  await expect(app.row(0)).toHaveAccessibleName(/kept/)
})

test('a browser that is killed in the middle of a load and of the work loses neither', async ({
  playwright,
  launchOptions,
  baseURL,
  problems,
}) => {
  test.setTimeout(180_000)
  const profile = await mkdtemp(join(tmpdir(), 'tuning-fork-profile-'))
  async function browse(): Promise<{ context: BrowserContext; app: Workbench }> {
    const context = await playwright.chromium.launchPersistentContext(profile, {
      ...launchOptions,
      baseURL: baseURL!,
      viewport: { width: 1440, height: 900 },
      locale: 'en-GB',
    })
    await watch(context, problems, new URL(baseURL!).origin)
    return { context, app: await new Workbench(await context.newPage()).start() }
  }

  const { path, records } = await bigFile(200e6)
  const first = await browse()
  const found = await first.app.choose(path)
  await found.getByRole('button', { name: /^Load/ }).click()
  await expect(first.app.row(0)).toContainText('book a flight')
  await first.app.press('a')
  await expect(first.app.row(0)).toHaveAccessibleName(/kept/)
  await expect(first.app.saved).toContainText('Saved')
  const died = first.context.waitForEvent('close')
  await kill(first.context)
  await died

  const { context, app } = await browse()
  await app.openDataset('airline')
  await expect(app.row(0)).toHaveAccessibleName(/kept/)
  await expect(app.queue.getByRole('option').first()).toHaveAttribute(
    'aria-setsize',
    `${records}`,
    { timeout: 120_000 },
  )
  await app.press('Control+z')
  await expect(app.row(0)).toHaveAccessibleName(/to do/)
  await context.close()
  expect(problems.all).toEqual([])
})

/** Ends the browser of a context at once, as a power cut would. */
async function kill(context: BrowserContext): Promise<void> {
  const browser = context.browser()
  if (!browser) throw new Error('the context has no browser of its own')
  const session = await browser.newBrowserCDPSession()
  const { processInfo } = await session.send('SystemInfo.getProcessInfo')
  const main = processInfo.find(({ type }) => type === 'browser')
  if (!main) throw new Error('the browser does not name its process')
  process.kill(main.id, 'SIGKILL')
}
