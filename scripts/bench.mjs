// @ts-check
// `npm run bench [-- PART]`: see e2e/bench/main.ts.
import { ensureInstalled } from './install.mjs'
import { giveUp, run } from './process.mjs'

await ensureInstalled().catch(giveUp)
const args = ['--import', 'tsx', 'e2e/bench/main.ts', ...process.argv.slice(2)]
process.exitCode = await run(process.execPath, args)
