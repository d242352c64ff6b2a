import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { serveFolder } from '../scripts/static-server.mjs'

/** Set for the tests' processes; `fixtures.ts` reads it. */
export const ORIGIN_VARIABLE = 'TUNING_FORK_E2E_ORIGIN'

/** Serves the built app on a free port for the length of the run. */
export default async function serve(): Promise<() => Promise<void>> {
  const dist = fileURLToPath(new URL('../dist', import.meta.url))
  if (!existsSync(dist)) throw new Error('There is no build to test. Run `npm run build` first.')
  const server = await serveFolder(dist, { port: 0 })
  process.env[ORIGIN_VARIABLE] = server.url
  return server.close
}
