import { spawn } from 'node:child_process'
import { createWriteStream, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const MAIN = fileURLToPath(new URL('./main.ts', import.meta.url))
/** Prints the greatest memory that the process had, in kB, as its last line on stderr. */
const REPORT_MEMORY = `data:text/javascript,process.on('exit',()=>process.stderr.write(process.resourceUsage().maxRSS+'\\n'))`

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tuning-fork-main-'))
})
afterAll(() => {
  rmSync(folder, { recursive: true })
})

function start(argv: readonly string[], nodeOptions: readonly string[] = []) {
  return spawn(process.execPath, ['--import', 'tsx', ...nodeOptions, MAIN, ...argv], { cwd: ROOT })
}

async function run(argv: readonly string[], nodeOptions?: readonly string[]) {
  const child = start(argv, nodeOptions)
  const out = { stdout: '', stderr: '' }
  child.stdout.on('data', (chunk: Buffer) => (out.stdout += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (out.stderr += chunk.toString()))
  const [status] = (await once(child, 'close')) as [number | null]
  return { status, ...out }
}

/** A file of pairs with a finding each, of about so many megabytes. */
async function pairsFile(name: string, megabytes: number): Promise<string> {
  const path = join(folder, name)
  const stream = createWriteStream(path)
  const words = 'Long before anybody asked, the answer was there. '.repeat(80)
  const call = `{"from":"function_call","value":"{\\"name\\":\\"f\\",\\"arguments\\":{}}"}`
  for (let bytes = 0, i = 0; bytes < megabytes * 1e6; i++) {
    const row = `{"conversations":[{"from":"human","value":"${i} ${words}"}],"chosen":${call},"rejected":{"from":"gpt","value":"No ${i}"},"tools":"[{\\"name\\":\\"g\\",\\"parameters\\":{}}]"}\n`
    bytes += row.length
    if (!stream.write(row)) await once(stream, 'drain')
  }
  stream.end()
  await once(stream, 'close')
  return path
}

describe('the headless tool as a process', { timeout: 120_000 }, () => {
  test('the exit status says clean, findings or failure', async () => {
    const hello =
      '{"messages":[{"role":"user","content":"Hi"},{"role":"assistant","content":"Hello"}]}\n'
    const clean = join(folder, 'clean.jsonl')
    const broken = join(folder, 'broken.jsonl')
    writeFileSync(clean, hello)
    writeFileSync(broken, hello + '{"messages"')
    const ran = await Promise.all([
      run(['check', clean]),
      run(['check', broken]),
      run(['check', join(folder, 'missing.jsonl')]),
    ])
    expect(ran.map(({ status }) => status)).toEqual([0, 1, 2])
    expect(ran[2].stderr).toContain('There is no such file')
  })

  test('a reader that closes the pipe early is no failure', async () => {
    const path = await pairsFile('piped.jsonl', 4)
    const child = start(['check', path])
    let stderr = ''
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()))
    child.stdout.once('data', () => child.stdout.destroy())
    const [status] = (await once(child, 'close')) as [number | null]
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
  })

  test('memory does not grow with the file', async () => {
    const [small, large] = [await pairsFile('small.jsonl', 4), await pairsFile('large.jsonl', 64)]
    const options = ['--max-old-space-size=128', '--import', REPORT_MEMORY]
    const out = ['--to', 'llama-factory/dpo', '--out', join(folder, 'out')]
    for (const [command, ...rest] of [['inspect'], ['check'], ['export', ...out]]) {
      const peak = async (path: string) => {
        const { status, stderr, stdout } = await run([command!, path, ...rest], options)
        expect(status).toBe(command === 'check' ? 1 : 0)
        expect(stdout).not.toBe('')
        return Number(stderr.trim().split('\n').at(-1)) / 1024
      }
      const growth = (await peak(large)) - (await peak(small))
      expect(growth, `${command!}: growth in MB`).toBeLessThan(48)
    }
  })
})
