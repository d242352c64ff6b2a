import { readFileSync } from 'node:fs'
import { svelte } from '@sveltejs/vite-plugin-svelte'
import type { Plugin } from 'vite'
import { defineConfig } from 'vitest/config'
import { META_POLICY } from './scripts/security-headers.mjs'

const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string }

/** Puts the policy into the built page. Not in dev, where Vite inlines styles and scripts. */
function policyInPage(): Plugin {
  return {
    name: 'policy-in-page',
    apply: 'build',
    transformIndexHtml: () => [
      {
        tag: 'meta',
        attrs: { 'http-equiv': 'Content-Security-Policy', content: META_POLICY },
        injectTo: 'head-prepend',
      },
    ],
  }
}

export default defineConfig(({ isSsrBuild }) => ({
  base: './',
  plugins: [svelte(), policyInPage()],
  define: { __VERSION__: JSON.stringify(version) },
  worker: { format: 'es' },
  // Libraries that only workers import would be found late, and the page would reload under the user.
  optimizeDeps: { entries: ['index.html', 'workers/*.worker.ts'] },
  build: isSsrBuild
    ? {
        target: 'node20',
        outDir: 'dist-cli',
        copyPublicDir: false,
        rolldownOptions: { output: { codeSplitting: false } },
      }
    : {
        target: 'es2023',
        // The policy allows no data: fonts or scripts, so every asset is a file.
        assetsInlineLimit: 0,
        modulePreload: { polyfill: false },
        reportCompressedSize: false,
        // Served from the same machine, and all of it is needed: one script costs nothing.
        chunkSizeWarningLimit: 1000,
      },
  // The headless tool is one file; tests load packages as Node does.
  ssr: isSsrBuild ? { noExternal: true } : {},
  test: {
    // For old laptops; a test that hangs still ends.
    testTimeout: 60_000,
    benchmark: { include: ['src/**/*.bench.ts'] },
    projects: [
      {
        extends: true,
        test: {
          name: 'node',
          include: ['src/**/*.test.ts', 'workers/**/*.test.ts', 'scripts/**/*.test.ts'],
          exclude: ['**/*.svelte.test.ts'],
        },
      },
      {
        extends: true,
        resolve: { conditions: ['browser', 'module', 'development'] },
        test: {
          name: 'runes',
          include: ['src/**/*.svelte.test.ts'],
          environment: './scripts/vitest-client.mjs',
        },
      },
    ],
  },
}))
