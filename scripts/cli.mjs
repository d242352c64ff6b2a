// @ts-check
// `npm run --silent cli -- ARGS`: the headless tool, installed and built when needed.
import { join } from 'node:path'
import { ensureBuilt } from './build.mjs'
import { ensureInstalled } from './install.mjs'
import { giveUp, run } from './process.mjs'

await ensureInstalled().catch(giveUp)
const folder = await ensureBuilt('cli').catch(giveUp)
// npm runs scripts in the project's folder; paths on the command line are meant from the caller's.
const cwd = process.env['INIT_CWD'] ?? process.cwd()
process.exitCode = await run(
  process.execPath,
  [join(folder, 'main.js'), ...process.argv.slice(2)],
  {
    cwd,
  },
)
