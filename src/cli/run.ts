import type { Writable } from 'node:stream'
import { checkFile, CheckTotals } from './check.ts'
import { parseCommand, USAGE, type Command } from './command.ts'
import { exportFiles } from './export.ts'
import { CliFailure } from './failure.ts'
import { inspectFile } from './inspect.ts'
import { streamSink, TextOutput } from './output.ts'
import { openFiles } from './open-files.ts'
import type { SourceFile } from './source-file.ts'

/** 0 clean, 1 findings of severity error, 2 could not run. */
export type ExitStatus = 0 | 1 | 2

/** Runs one command; results go to `stdout` as JSON Lines, messages for people to `stderr`. */
export async function runCli(
  argv: readonly string[],
  stdout: Writable,
  stderr: Writable,
): Promise<ExitStatus> {
  const say = (message: string) => void stderr.write(message + '\n')
  const parsed = parseCommand(argv)
  if (!parsed.ok) {
    say(`${parsed.error.message}\n\n${USAGE}`)
    return 2
  }
  const command = parsed.value
  const out = new TextOutput(streamSink(stdout))
  if (command.kind === 'help') {
    await out.write(USAGE)
    await out.flush()
    return 0
  }
  const status =
    command.kind === 'export'
      ? await runExport(command, out, say)
      : await runPerFile(command, out, say)
  await out.flush()
  return status
}

/** Looks at file after file; one that cannot be read does not keep the others from it. */
async function runPerFile(
  { kind, input }: Extract<Command, { kind: 'inspect' | 'check' }>,
  out: TextOutput,
  say: (message: string) => void,
): Promise<ExitStatus> {
  const totals = new CheckTotals()
  let hasFailed = false
  for (const path of input.files) {
    const failure = await withFiles(path, async (file) => {
      if (kind === 'inspect') await inspectFile(file, input, out)
      else {
        const unreadable = await checkFile(file, input, out, totals)
        if (unreadable > 0)
          say(`${path}: ${counted(unreadable)} cannot be read; “inspect” says where and why.`)
      }
      if (file.origin.bytes === 0) say(`${path}: The file is empty.`)
    })
    if (!failure) continue
    say(failure.message)
    hasFailed = true
  }
  if (kind === 'check') await out.writeLine({ summary: totals })
  if (hasFailed) return 2
  return totals.hasErrors ? 1 : 0
}

/** Exports all files or none: half a set would be taken for a whole one. */
async function runExport(
  command: Extract<Command, { kind: 'export' }>,
  out: TextOutput,
  say: (message: string) => void,
): Promise<ExitStatus> {
  const files: SourceFile[] = []
  try {
    for (const path of command.input.files)
      for await (const file of openFiles(path)) files.push(file)
    const summary = await exportFiles(files, command)
    await out.writeLine(summary)
    if (summary.written === 0)
      say('No row goes out, and a trainer refuses an empty set. The summary says why.')
    return 0
  } catch (error) {
    if (!(error instanceof CliFailure)) throw error
    say(error.message)
    return 2
  } finally {
    for (const file of files) await file.close()
  }
}

function counted(records: number): string {
  return records === 1 ? '1 record' : `${records} records`
}

/** Works on a file, or on one after another of those in it. */
async function withFiles(
  path: string,
  work: (file: SourceFile) => Promise<void>,
): Promise<CliFailure | null> {
  try {
    for await (const file of openFiles(path))
      try {
        await work(file)
      } finally {
        await file.close()
      }
    return null
  } catch (error) {
    if (error instanceof CliFailure) return error
    throw error
  }
}
