// @ts-check
/**
 * A test environment for rune classes: Node's own globals, but modules compiled and resolved as for a
 * browser, since on the server `$state` does not react and `$effect` does not run.
 * @type {import('vitest/runtime').Environment}
 */
export default {
  name: 'client',
  viteEnvironment: 'client',
  setup: () => ({ teardown() {} }),
}
