// @ts-check
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { createServer } from 'node:http'
import { extname, join, normalize, sep } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { SECURITY_HEADERS } from './security-headers.mjs'

const HOST = '127.0.0.1'

/** @type {Record<string, string>} */
const TYPES = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.jsonl': 'application/x-ndjson; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.md': 'text/markdown; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.wasm': 'application/wasm',
  '.webmanifest': 'application/manifest+json',
  '.woff2': 'font/woff2',
}

/**
 * Serves a folder on the loopback address, every answer with the security headers.
 * @param {string} folder
 * @param {{ port: number, orFree?: boolean }} at `orFree`: take any free port when this one is taken
 * @returns {Promise<{ url: string, port: number, close: () => Promise<void> }>}
 */
export async function serveFolder(folder, { port, orFree = false }) {
  const server = createServer((request, response) => {
    answer(folder, request, response).catch((/** @type {unknown} */ error) => {
      // A reader that went away is its own affair; anything else is ours.
      if (!response.destroyed) console.error(error)
      response.destroy()
    })
  })
  const listening = await listen(server, port).catch(
    (/** @type {NodeJS.ErrnoException} */ error) => {
      if (orFree && error.code === 'EADDRINUSE') return listen(server, 0)
      throw error
    },
  )
  return {
    url: `http://${HOST}:${listening}/`,
    port: listening,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

/**
 * @param {import('node:http').Server} server
 * @param {number} port
 * @returns {Promise<number>} the port, chosen by the system for 0
 */
function listen(server, port) {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, HOST, () => {
      server.off('error', reject)
      const address = server.address()
      resolve(typeof address === 'object' && address ? address.port : port)
    })
  })
}

/**
 * @param {string} folder
 * @param {import('node:http').IncomingMessage} request
 * @param {import('node:http').ServerResponse} response
 */
async function answer(folder, request, response) {
  for (const [name, value] of Object.entries(SECURITY_HEADERS)) response.setHeader(name, value)
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.setHeader('Allow', 'GET, HEAD')
    return refuse(response, 405, 'Only GET and HEAD are answered here.')
  }
  const url = request.url ?? '/'
  const port = request.socket.localPort
  // The browser keeps data per address, and "localhost" is another address to it.
  if (request.headers.host === `localhost:${port}`) {
    response.setHeader('Location', `http://${HOST}:${port}${url}`)
    return refuse(response, 308, 'Tuning Fork lives at the numeric address.')
  }
  const path = filePath(url)
  const file = path === null ? null : join(folder, path)
  const found = file === null ? undefined : await stat(file).catch(() => undefined)
  if (path === null || file === null || !found?.isFile())
    return refuse(response, 404, 'There is no such file.')

  const tag = `"${found.size.toString(36)}-${Math.round(found.mtimeMs).toString(36)}"`
  response.setHeader('ETag', tag)
  // Names in assets/ hold a hash of their content.
  response.setHeader(
    'Cache-Control',
    path.startsWith(`${sep}assets${sep}`) ? 'public, max-age=31536000, immutable' : 'no-cache',
  )
  if (request.headers['if-none-match'] === tag) {
    response.writeHead(304).end()
    return
  }
  response.writeHead(200, {
    'Content-Type': TYPES[extname(file)] ?? 'application/octet-stream',
    'Content-Length': found.size,
  })
  if (request.method === 'HEAD') response.end()
  else await pipeline(createReadStream(file), response)
}

/**
 * The path below the served folder, or null for one that is malformed, leaves it or is hidden.
 * @param {string} url
 */
function filePath(url) {
  const [encoded = ''] = url.split(/[?#]/, 1)
  let path
  try {
    path = decodeURIComponent(encoded)
  } catch {
    return null
  }
  if (!path.startsWith('/') || path.includes('\0') || path.includes('\\') || path.includes('/.'))
    return null
  return normalize(path.endsWith('/') ? path + 'index.html' : path)
}

/**
 * @param {import('node:http').ServerResponse} response
 * @param {number} status
 * @param {string} reason
 */
function refuse(response, status, reason) {
  response.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8' }).end(reason + '\n')
}
