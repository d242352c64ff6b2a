import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'

const SCRIPT = resolve('scripts/cli.mjs')
/** Long enough to build the tool first, on a busy machine. */
const TIMEOUT_MS = 120_000

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tuning-fork-cli-'))
  writeFileSync(join(folder, 'a b.jsonl'), '{"messages":[{"role":"user","content":"Hi"}]}\n{"cut')
})
afterAll(() => rmSync(folder, { recursive: true }))

/** Runs the script as `npm run cli` does, called from the folder with the data. */
function cli(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise((done) => {
    const env = { ...process.env, INIT_CWD: folder }
    const child = execFile(process.execPath, [SCRIPT, ...args], { env }, (_error, stdout, stderr) =>
      done({ code: child.exitCode ?? -1, stdout, stderr }),
    )
  })
}

test(
  'the built tool finds files where it was called, and prints JSON alone',
  { timeout: TIMEOUT_MS },
  async () => {
    const { code, stdout } = await cli('inspect', 'a b.jsonl')
    const lines = stdout.trimEnd().split('\n')
    expect(lines).toHaveLength(1)
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      format: 'openai',
      records: 1,
      unreadable: [{ line: 2 }],
    })
    expect([0, 1]).toContain(code)
  },
)

test('its exit code is passed on', { timeout: TIMEOUT_MS }, async () => {
  expect(await cli('inspect', 'not there.jsonl')).toMatchObject({ code: 2, stdout: '' })
  expect(await cli('check', 'a b.jsonl')).toMatchObject({ code: 1 })
})
