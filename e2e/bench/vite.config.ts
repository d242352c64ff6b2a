import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vite'

/** Builds the bench's page over the very engine that the app ships; it is no part of the app. */
export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  base: './',
  worker: { format: 'es' },
  build: { target: 'es2023', emptyOutDir: true, reportCompressedSize: false },
  logLevel: 'warn',
})
