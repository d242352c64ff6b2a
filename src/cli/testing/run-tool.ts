/** The headless tool as its tests run it: in this process, with what it prints at hand. */
import { Writable } from 'node:stream'
import { runCli, type ExitStatus } from '../run.ts'

class Sink extends Writable {
  text = ''
  override _write(chunk: Buffer, _: BufferEncoding, done: () => void): void {
    this.text += chunk.toString()
    done()
  }
}

export interface Ran {
  readonly status: ExitStatus
  readonly stdout: string
  readonly stderr: string
}

export async function runTool(...argv: readonly string[]): Promise<Ran> {
  const stdout = new Sink()
  const stderr = new Sink()
  const status = await runCli(argv, stdout, stderr)
  return { status, stdout: stdout.text, stderr: stderr.text }
}

/** The same for a run that prints JSON Lines: with the value of each. */
export async function runForValues(
  ...argv: readonly string[]
): Promise<Ran & { readonly values: readonly Record<string, unknown>[] }> {
  const ran = await runTool(...argv)
  const lines = ran.stdout.split('\n').filter((line) => line !== '')
  return { ...ran, values: lines.map((line) => JSON.parse(line) as Record<string, unknown>) }
}
