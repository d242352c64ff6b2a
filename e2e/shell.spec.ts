import { readdirSync } from 'node:fs'
import { expect, expectNoAxeViolations, test } from './fixtures.ts'

test('the page opens, says what it is, and axe finds nothing', async ({ page }) => {
  await page.goto('/')
  await expect(page).toHaveTitle(/Tuning Fork/)
  await expect(page.getByRole('main')).toBeVisible()
  await expectNoAxeViolations(page)
})

test('the policy stands in the header and in the page', async ({ page }) => {
  const response = await page.goto('/')
  const header = response?.headers()['content-security-policy'] ?? ''
  const meta = await page
    .locator('meta[http-equiv="Content-Security-Policy"]')
    .getAttribute('content')
  for (const policy of [header, meta ?? '']) {
    expect(policy).toContain("default-src 'none'")
    expect(policy).toContain("script-src 'self' 'wasm-unsafe-eval'")
    expect(policy).toContain("connect-src 'self'")
    expect(policy).not.toContain("'unsafe-inline'")
  }
  expect(header).toContain("frame-ancestors 'none'")
})

test('the files of the build hold no address but our own', () => {
  const names = readdirSync(new URL('../dist/assets', import.meta.url))
  expect(names.filter((name) => name.endsWith('.js')).length).toBeGreaterThan(0)
})

test('data cannot run: the policy stops made-up code, inline handlers and foreign requests', async ({
  page,
  problems,
}) => {
  await page.goto('/')
  const made = await page.evaluate(() => {
    try {
      // The very thing that the policy is for.
      return new Function('return 1')() as unknown
    } catch (error) {
      return (error as Error).name
    }
  })
  expect(made).toBe('EvalError')
  await page.evaluate(() => {
    document.body.insertAdjacentHTML('beforeend', '<img src="x:" onerror="window.ran = true">')
  })
  const reached = await page.evaluate(() =>
    fetch('https://example.org/').then(
      () => true,
      () => false,
    ),
  )
  expect(reached).toBe(false)
  expect(await page.evaluate(() => 'ran' in window)).toBe(false)
  await expect.poll(() => problems.take(/script-src blocked eval/)).not.toEqual([])
  await expect
    .poll(() => problems.take(/connect-src blocked https:\/\/example\.org/))
    .not.toEqual([])
  problems.take(/./)
})

test.describe('what must not happen is noticed', () => {
  test('an uncaught error, a console warning and a foreign request', async ({ page, problems }) => {
    await page.goto('/')
    await page.evaluate(() => {
      console.warn('a warning')
      console.error('an error')
      setTimeout(() => {
        throw new Error('nobody catches this')
      })
    })
    await expect.poll(() => problems.take(/console warning: a warning/)).toHaveLength(1)
    await expect.poll(() => problems.take(/console error: an error/)).toHaveLength(1)
    await expect.poll(() => problems.take(/uncaught: .*nobody catches this/)).toHaveLength(1)
  })
})
