// @ts-check
// `npm start [-- --port N]`: install and build what is missing, serve, print the address.
import { parseArgs } from 'node:util'
import { ensureBuilt } from './build.mjs'
import { ensureInstalled } from './install.mjs'
import { giveUp } from './process.mjs'
import { serveFolder } from './static-server.mjs'

const USUAL_PORT = 4742

const { values } = parseArgs({ options: { port: { type: 'string' } } })
const asked = values.port ?? process.env['PORT'] ?? String(USUAL_PORT)
const port = Number(asked)
if (!/^\d+$/.test(asked) || port > 65535) {
  console.error(`"${asked}" is not a port. Give a number from 0 to 65535.`)
  process.exit(2)
}

await ensureInstalled().catch(giveUp)
const folder = await ensureBuilt('app').catch(giveUp)
const server = await serveFolder(folder, { port, orFree: true }).catch(giveUp)
if (port !== 0 && server.port !== port) {
  console.error(
    `Port ${port} is taken, perhaps by Tuning Fork itself. The browser keeps data per address: ` +
      `what was loaded at port ${port} is not seen at this one.`,
  )
}
console.log(`Tuning Fork is at ${server.url}`)
console.log('Nothing leaves this machine. Ctrl+C stops the server; the data stays in the browser.')

const stop = () => void server.close().then(() => process.exit(0))
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM'])) process.once(signal, stop)
// npm ends with the signal it gets, but the shell between it and us passes none on. A server left over
// would hold the port, and with it the address under which the browser keeps the data.
const parent = process.ppid
if (process.env['npm_lifecycle_event'])
  setInterval(() => process.ppid !== parent && stop(), 500).unref()
