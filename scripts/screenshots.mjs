// @ts-check
// `npm run screenshots`: takes the README's pictures anew from the built app and the shipped examples.
import { mkdir } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { chromium } from '@playwright/test'
import { ensureBrowser } from './browser.mjs'
import { ensureInstalled } from './install.mjs'
import { giveUp, runTool } from './process.mjs'
import { serveFolder } from './static-server.mjs'

await ensureInstalled().catch(giveUp)
await runTool('vite', ['build', '--logLevel', 'warn'])
const browserPath = await ensureBrowser()
const folder = fileURLToPath(new URL('../.github/screenshots/', import.meta.url))
await mkdir(folder, { recursive: true })
const server = await serveFolder(fileURLToPath(new URL('../dist', import.meta.url)), { port: 0 })
const browser = await chromium.launch({
  ...(browserPath === null ? {} : { executablePath: browserPath }),
  args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
})

/**
 * @param {'light' | 'dark'} colorScheme
 * @param {(page: import('@playwright/test').Page, shoot: (name: string) => Promise<unknown>) => Promise<void>} story
 */
async function show(colorScheme, story) {
  const context = await browser.newContext({
    viewport: { width: 1440, height: 900 },
    colorScheme,
    locale: 'en-GB',
  })
  const page = await context.newPage()
  await page.goto(server.url)
  await page.getByRole('button', { name: 'Try the example' }).click()
  await page.getByRole('option', { name: /#0\b/ }).waitFor()
  // All three examples are loaded one after the other.
  await page.waitForLoadState('networkidle')
  await story(page, (name) => page.screenshot({ path: `${folder}${name}.png` }))
  await context.close()
}

await show('light', async (page, shoot) => {
  await shoot('triage')
  await page.getByRole('link', { name: 'Checks' }).click()
  await page.getByRole('heading', { level: 1, name: 'Checks' }).waitFor()
  // Examples come a moment after the counts.
  await page
    .getByText(/^#\d+: /)
    .first()
    .waitFor()
  await shoot('checks')
})
await show('dark', async (page, shoot) => {
  await page.keyboard.press('b')
  await page.getByRole('heading', { level: 1, name: /Fork of sample/ }).waitFor()
  await page.keyboard.press('e')
  await page.getByLabel('destination', { exact: true }).fill('SFO')
  await page.keyboard.press('Control+Enter')
  await page.getByText('Stale').first().waitFor()
  await page
    .getByRole('button', { name: 'Close', exact: true })
    .first()
    .click({ timeout: 2_000 })
    .catch(() => undefined)
  await shoot('fork')
})
await browser.close()
await server.close()
