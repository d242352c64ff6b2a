import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { SECURITY_HEADERS } from './security-headers.mjs'
import { serveFolder } from './static-server.mjs'

let root = ''
let server: Awaited<ReturnType<typeof serveFolder>>

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'tuning-fork-server-'))
  mkdirSync(join(root, 'served/assets'), { recursive: true })
  writeFileSync(join(root, 'served/index.html'), '<!doctype html>')
  writeFileSync(join(root, 'served/.built'), 'hidden')
  writeFileSync(join(root, 'served/assets/app-abc123.js'), 'export {}')
  writeFileSync(join(root, 'served/Tiếng Việt.json'), '[]')
  writeFileSync(join(root, 'secret.txt'), 'secret')
  server = await serveFolder(join(root, 'served'), { port: 0 })
})
afterAll(async () => {
  await server.close()
  rmSync(root, { recursive: true })
})

interface Answer {
  status: number
  headers: Record<string, string | string[] | undefined>
  body: string
}

/** Sends the path as it stands; `fetch` would tidy it first. */
function ask(path: string, options: { method?: string; headers?: object } = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const { method = 'GET', headers = {} } = options
    request(
      { host: '127.0.0.1', port: server.port, path, method, headers: { ...headers } },
      (response) => {
        let body = ''
        response.setEncoding('utf8').on('data', (part: string) => (body += part))
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, headers: response.headers, body }),
        )
      },
    )
      .on('error', reject)
      .end()
  })
}

test('the folder itself answers with its page', async () => {
  const answer = await ask('/')
  expect(answer).toMatchObject({ status: 200, body: '<!doctype html>' })
  expect(answer.headers['content-type']).toBe('text/html; charset=utf-8')
})

test('every answer carries the security headers, refusals too', async () => {
  for (const path of ['/', '/assets/app-abc123.js', '/nothing.js']) {
    const { headers } = await ask(path)
    for (const [name, value] of Object.entries(SECURITY_HEADERS))
      expect(headers[name.toLowerCase()], `${name} of ${path}`).toBe(value)
  }
})

test('files named by their content are kept by the browser, others are asked for again', async () => {
  const asset = await ask('/assets/app-abc123.js')
  expect(asset.headers['cache-control']).toContain('immutable')
  expect(asset.headers['content-type']).toBe('text/javascript; charset=utf-8')
  const page = await ask('/')
  expect(page.headers['cache-control']).toBe('no-cache')
  const tag = String(page.headers['etag'])
  expect(await ask('/', { headers: { 'If-None-Match': tag } })).toMatchObject({
    status: 304,
    body: '',
  })
  expect(await ask('/', { headers: { 'If-None-Match': '"other"' } })).toMatchObject({ status: 200 })
})

test.each([
  '/../secret.txt',
  '/%2e%2e/secret.txt',
  '/..%2fsecret.txt',
  '/assets/../../secret.txt',
  '/..\\secret.txt',
  '/.built',
  '/assets/',
  '/assets',
  '/%00',
  '/%',
])('%s is not found', async (path) => {
  expect((await ask(path)).status).toBe(404)
})

test('names in other scripts are found, and a query is no part of the name', async () => {
  expect(await ask(`/${encodeURIComponent('Tiếng Việt.json')}?v=1`)).toMatchObject({
    status: 200,
    body: '[]',
  })
})

test('HEAD answers without a body and other methods are refused', async () => {
  expect(await ask('/', { method: 'HEAD' })).toMatchObject({ status: 200, body: '' })
  expect(await ask('/', { method: 'POST' })).toMatchObject({ status: 405 })
})

test('localhost leads to the numeric address, where the data is', async () => {
  const { status, headers } = await ask('/?a=1', { headers: { Host: `localhost:${server.port}` } })
  expect(status).toBe(308)
  expect(headers['location']).toBe(`http://127.0.0.1:${server.port}/?a=1`)
})

test('a taken port is an error, or another one is taken', async () => {
  const folder = join(root, 'served')
  await expect(serveFolder(folder, { port: server.port })).rejects.toThrow('EADDRINUSE')
  const second = await serveFolder(folder, { port: server.port, orFree: true })
  expect(second.port).not.toBe(server.port)
  expect((await fetch(second.url)).status).toBe(200)
  await second.close()
})
