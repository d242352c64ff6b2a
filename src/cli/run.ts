import type { Writable } from 'node:stream'
import type { CheckSettings } from '../core/checks/settings.ts'
import { suiteOf } from '../core/checks/index.ts'
import { checkFile, CheckTotals } from './check.ts'
import { CheckedSet } from './checked-set.ts'
import { parseCommand, USAGE, type Command, type Input } from './command.ts'
import { convertFiles } from './convert.ts'
import { namedFiles, type InfoFile, type NamedFile } from './dataset-info-file.ts'
import { exportFiles } from './export.ts'
import { CliFailure } from './failure.ts'
import { inspectFile } from './inspect.ts'
import { readMappingFile } from './mapping-file.ts'
import { streamSink, TextOutput } from './output.ts'
import { openFiles } from './open-files.ts'
import { readSettingsFile } from './settings-file.ts'
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
  const status = await runCommand(command, out, say)
  await out.flush()
  return status
}

async function runCommand(
  command: Exclude<Command, { kind: 'help' }>,
  out: TextOutput,
  say: (message: string) => void,
): Promise<ExitStatus> {
  let input: Input
  let settings: CheckSettings
  try {
    input = await withMapping(command.input)
    settings = await settingsFor(command)
  } catch (error) {
    if (!(error instanceof CliFailure)) throw error
    say(error.message)
    return 2
  }
  if (command.kind === 'export') return runExport({ ...command, input }, out, say)
  if (command.kind === 'convert') return runConvert({ ...command, input }, out, say)
  return runPerFile({ ...command, input }, settings, out, say)
}

/** How the command wants the checks. */
async function settingsFor(command: Exclude<Command, { kind: 'help' }>): Promise<CheckSettings> {
  if (command.kind !== 'check') return {}
  const { configFile, target } = command
  const settings = configFile === undefined ? {} : await readSettingsFile(configFile)
  return target ? { ...settings, target } : settings
}

/** The input with the format that its mapping file describes. */
async function withMapping(input: Input): Promise<Input> {
  const { mappingFile } = input
  return mappingFile === undefined
    ? input
    : { ...input, format: await readMappingFile(mappingFile) }
}

/** Looks at file after file; one that cannot be read does not keep the others from it. */
async function runPerFile(
  command: Extract<Command, { kind: 'inspect' | 'check' }>,
  settings: CheckSettings,
  out: TextOutput,
  say: (message: string) => void,
): Promise<ExitStatus> {
  const { kind, input } = command
  const suite = suiteOf(settings)
  const totals = new CheckTotals()
  let hasFailed = false
  const fail = (failure: CliFailure | null) => {
    if (!failure) return
    say(failure.message)
    hasFailed = true
  }
  const look = async (named: NamedFile) => {
    const { path } = named
    fail(
      await withFiles(
        named,
        async (file) => {
          if (kind === 'inspect') await inspectFile(file, out)
          else {
            const unreadable = await checkFile(file, out, totals, suite, set)
            if (unreadable > 0)
              say(`${path}: ${counted(unreadable)} cannot be read; “inspect” says where and why.`)
          }
          if (file.origin.bytes === 0) say(`${path}: The file is empty.`)
        },
        (file) => set?.keeps(file) ?? false,
      ),
    )
  }
  const named = await namedFiles(input, fail)
  const set =
    command.kind === 'check' && command.wholeSet
      ? new CheckedSet(named.flatMap(({ files }) => files.map(({ path }) => path)))
      : undefined
  try {
    for (const { info, files } of named) {
      if (info) await printInfo(info, out, totals)
      for (const sentence of info?.missing ?? []) say(sentence)
      for (const file of files) await look(file)
    }
    await set?.judge(settings, out, totals)
  } catch (error) {
    if (!(error instanceof CliFailure)) throw error
    fail(error)
  } finally {
    await set?.close()
  }
  if (kind === 'check') await out.writeLine({ summary: totals })
  if (hasFailed) return 2
  return kind === 'check' && totals.hasErrors ? 1 : 0
}

/** Prints what is wrong with a `dataset_info.json`, a line each, as findings are. */
async function printInfo(
  { path: file, info }: InfoFile,
  out: TextOutput,
  totals: CheckTotals,
): Promise<void> {
  const code = 'dataset-info'
  for (const { dataset, severity, message, path } of info.findings) {
    totals.findings.set(code, (totals.findings.get(code) ?? 0) + 1)
    if (severity === 'error') totals.hasErrors = true
    await out.writeLine({ file, dataset, code, severity, message, path })
  }
}

/** Converts all files or none: the file appears when it is complete. */
function runConvert(
  command: Extract<Command, { kind: 'convert' }>,
  out: TextOutput,
  say: (message: string) => void,
): Promise<ExitStatus> {
  return withAllFiles(command.input, say, async (files) => {
    const summary = await convertFiles(files, command, say)
    await out.writeLine(summary)
    return summary.unreadable > 0 || Object.keys(summary.refused).length > 0 ? 1 : 0
  })
}

/** Exports all files or none: half a set would be taken for a whole one. */
function runExport(
  command: Extract<Command, { kind: 'export' }>,
  out: TextOutput,
  say: (message: string) => void,
): Promise<ExitStatus> {
  return withAllFiles(command.input, say, async (files) => {
    const summary = await exportFiles(files, command)
    await out.writeLine(summary)
    if (summary.written === 0)
      say('No row goes out, and a trainer refuses an empty set. The summary says why.')
    return 0
  })
}

/** Works on all files at once, those of a zip file each by itself. */
async function withAllFiles(
  input: Input,
  say: (message: string) => void,
  work: (files: readonly SourceFile[]) => Promise<ExitStatus>,
): Promise<ExitStatus> {
  const files: SourceFile[] = []
  try {
    for (const named of await allNamedFiles(input))
      for await (const file of openFiles(named)) files.push(file)
    return await work(files)
  } catch (error) {
    if (!(error instanceof CliFailure)) throw error
    say(error.message)
    return 2
  } finally {
    for (const file of files) await file.close()
  }
}

/** Every file that is named. Throws a `CliFailure` when one of a `dataset_info.json` cannot be read. */
async function allNamedFiles(input: Input): Promise<readonly NamedFile[]> {
  const named = await namedFiles(input, (failure) => {
    throw failure
  })
  const missing = named.flatMap(({ info }) => info?.missing ?? [])
  if (missing.length > 0) throw new CliFailure(missing.join('\n'))
  const files = named.flatMap(({ files }) => files)
  if (files.length > 0) return files
  throw new CliFailure(`${input.files[0]}: It names no set that is here; “inspect” says why.`)
}

function counted(records: number): string {
  return records === 1 ? '1 record' : `${records} records`
}

/** Works on a file, or on one after another of those in it. Files that somebody keeps stay open. */
async function withFiles(
  named: NamedFile,
  work: (file: SourceFile) => Promise<void>,
  isKept: (file: SourceFile) => boolean,
): Promise<CliFailure | null> {
  try {
    for await (const file of openFiles(named))
      try {
        await work(file)
      } finally {
        if (!isKept(file)) await file.close()
      }
    return null
  } catch (error) {
    if (error instanceof CliFailure) return error
    throw error
  }
}
