import { expect, expectNoAxeViolations, test, type Problems } from './fixtures.ts'

const text = (problems: Problems) => problems.all.join('\n')

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

// Code runs from a timer here, as the page's own: what a test evaluates itself is above the policy.
// Header and meta each report a violation, and the console does once more: hence "at least once".
test.describe('what the policy is for', () => {
  test('text does not become code', async ({ page, problems }) => {
    await page.goto('/')
    await page.evaluate(() => {
      setTimeout(() => {
        const made = Reflect.construct(Function, ['window.ran = 1']) as () => void
        made()
      })
    })
    await expect.poll(() => text(problems)).toContain('policy violation: script-src blocked eval')
    expect(await page.evaluate(() => 'ran' in window)).toBe(false)
    problems.take(/script-src|EvalError/)
  })

  test('markup in data does not run', async ({ page, problems }) => {
    await page.goto('/')
    await page.evaluate(() => {
      document.body.insertAdjacentHTML('afterbegin', '<i onclick="window.ran = 1">here</i>')
      document.querySelector('i')?.click()
    })
    await expect.poll(() => text(problems)).toContain('policy violation: script-src-attr blocked')
    expect(await page.evaluate(() => 'ran' in window)).toBe(false)
    problems.take(/script-src/)
  })

  test('nothing is sent anywhere', async ({ page, problems }) => {
    const elsewhere = 'https://elsewhere.invalid'
    await page.goto('/')
    const sent = await page.evaluate(async (address) => {
      navigator.sendBeacon(`${address}/beacon`)
      new Image().src = `${address}/image`
      return fetch(`${address}/fetch`).then(
        () => true,
        () => false,
      )
    }, elsewhere)
    expect(sent).toBe(false)
    await expect
      .poll(() => text(problems))
      .toContain(`policy violation: connect-src blocked ${elsewhere}/fetch`)
    expect(text(problems)).toContain(`policy violation: connect-src blocked ${elsewhere}/beacon`)
    expect(text(problems)).toContain(`policy violation: img-src blocked ${elsewhere}/image`)
    problems.take(/elsewhere\.invalid/)
  })
})

test.describe('every test fails on', () => {
  test('what the page puts on the console as a warning or an error', async ({ page, problems }) => {
    await page.goto('/')
    await page.evaluate(() => {
      console.warn('a warning')
      console.error('an error')
      console.info('a note')
    })
    await expect.poll(() => problems.take(/console warning: a warning/)).toHaveLength(1)
    await expect.poll(() => problems.take(/console error: an error/)).toHaveLength(1)
    expect(problems.all).toEqual([])
  })

  test('what a worker puts on the console', async ({ page, problems }) => {
    await page.goto('/')
    const asset = await page.locator('script[src]').first().getAttribute('src')
    await page.evaluate((address) => {
      // A worker that fails to run as one says so on the console.
      new Worker(new URL(address ?? '', document.baseURI), { type: 'module' })
    }, asset)
    await expect.poll(() => problems.take(/uncaught|console error/)).not.toEqual([])
    problems.take(/./)
  })

  test('an error that nobody caught', async ({ page, problems }) => {
    await page.goto('/')
    await page.evaluate(() => {
      setTimeout(() => {
        throw new Error('nobody catches this')
      })
    })
    await expect.poll(() => problems.take(/uncaught: .*nobody catches this/)).toHaveLength(1)
  })

  test('a request to anybody but ourselves', async ({ page, problems, context }) => {
    await context.route('https://elsewhere.invalid/**', (route) => route.fulfill({ body: '' }))
    await page.goto('https://elsewhere.invalid/page')
    expect(problems.take(/request to https:\/\/elsewhere\.invalid\/page/)).toHaveLength(1)
    problems.take(/favicon/)
  })
})
