import { AxeBuilder } from '@axe-core/playwright'
import { test as base, expect, type BrowserContext, type Page } from '@playwright/test'
import { ORIGIN_VARIABLE } from './serve.ts'

export { expect }

/**
 * What must not happen in any test: errors and warnings on the console, uncaught errors, violations of
 * the content-security policy, requests to anybody but ourselves. Whatever is left here at the end of a
 * test fails it; a test that means to provoke something takes it out.
 */
export class Problems {
  readonly #seen: string[] = []

  add(problem: string): void {
    this.#seen.push(problem)
  }

  /** Removes and returns the problems that match. */
  take(pattern: RegExp): string[] {
    const taken = this.#seen.filter((problem) => pattern.test(problem))
    const left = this.#seen.filter((problem) => !pattern.test(problem))
    this.#seen.splice(0, Infinity, ...left)
    return taken
  }

  get all(): readonly string[] {
    return this.#seen
  }
}

interface Fixtures {
  /** Filled from every page of the context, those opened by the test too. */
  problems: Problems
}

export const test = base.extend<Fixtures>({
  baseURL: async ({ baseURL }, use) => {
    await use(process.env[ORIGIN_VARIABLE] ?? baseURL)
  },
  problems: async ({}, use) => {
    await use(new Problems())
  },
  context: async ({ context, problems, baseURL }, use) => {
    await watch(context, problems, new URL(baseURL ?? '').origin)
    await use(context)
    expect(problems.all, 'problems that no test asked for').toEqual([])
  },
})

/** Notes every problem of every page and worker of a context. */
export async function watch(
  context: BrowserContext,
  problems: Problems,
  origin: string,
): Promise<void> {
  context.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning')
      problems.add(`console ${message.type()}: ${message.text()}`)
  })
  context.on('weberror', (webError) => {
    const error = webError.error()
    problems.add(`uncaught: ${error.stack ?? error.message}`)
  })
  context.on('request', (request) => {
    const url = new URL(request.url())
    if (url.origin !== origin && !['blob:', 'data:'].includes(url.protocol))
      problems.add(`request to ${request.url()}`)
  })
  await context.exposeBinding('reportPolicyViolation', (_source, violation: string) => {
    problems.add(`policy violation: ${violation}`)
  })
  await context.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) => {
      const { reportPolicyViolation } = window as unknown as {
        reportPolicyViolation: (violation: string) => Promise<void>
      }
      void reportPolicyViolation(`${event.effectiveDirective} blocked ${event.blockedURI}`)
    })
  })
}

/** WCAG 2.2 AA and axe's own best practices, over the whole page as it stands. */
export async function expectNoAxeViolations(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
    .analyze()
  const found = violations.map(
    ({ id, help, nodes }) => `${id}: ${help}\n${nodes.map((node) => `  ${node.html}`).join('\n')}`,
  )
  expect(found, 'axe finds').toEqual([])
}
