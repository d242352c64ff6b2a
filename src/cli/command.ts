import { parseArgs } from 'node:util'
import { CONVERT_TARGETS, isConvertTarget, type ConvertTarget } from '../core/convert/index.ts'
import { ROW_TARGETS } from '../core/export/index.ts'
import type { TargetId } from '../core/export/target.ts'
import {
  isTrainingTarget,
  TRAINING_TARGETS,
  type TrainingTarget,
} from '../core/checks/training-target.ts'
import { FORMATS } from '../core/formats/index.ts'
import type { BuiltInFormatId, FormatId } from '../core/model/sample.ts'
import { fail, ok, type Result } from '../core/result.ts'

/** What the command line asks for. */
export type Command =
  | { readonly kind: 'help' }
  | { readonly kind: 'inspect'; readonly input: Input }
  | {
      readonly kind: 'check'
      readonly input: Input
      /** A file with settings of the checks. */
      readonly configFile?: string
      /** What the set is to be trained with; stands over the target of the settings. */
      readonly target?: TrainingTarget
      /** Whether records are also held against each other. */
      readonly wholeSet: boolean
    }
  | {
      readonly kind: 'export'
      readonly input: Input
      readonly target: TargetId
      readonly outDir: string
      /** Given by `--name`; else the first file's. */
      readonly name?: string
    }
  | {
      readonly kind: 'convert'
      readonly input: Input
      readonly format: ConvertTarget
      readonly outFile: string
    }

export interface Input {
  readonly files: readonly [string, ...string[]]
  /** Given by `--format` or `--mapping`; else detected for each file. */
  readonly format?: FormatId
  /** A file with a mapping, given by `--mapping`; whoever runs the command reads it. */
  readonly mappingFile?: string
}

const TARGETS: readonly TargetId[] = [...ROW_TARGETS.map(({ id }) => id), 'source']
const FORMAT_IDS = Object.keys(FORMATS) as BuiltInFormatId[]

export const USAGE = `tuning-fork: look at preference data of tool-calling models, check it, export it.

  tuning-fork inspect FILE…
      One line per file (of a zip file: per file in it): format, confidence, records,
      unreadable records with place and reason, bytes and sha256 of the file as it came,
      container, notices, and formats where its records are of several.

  tuning-fork check FILE…
      One line per finding: file, record (from 0), code, severity, message, path (a JSON
      Pointer into the record). Findings about the whole set (duplicates, leaks between files,
      balance …) follow; one that is about a file has record null. The last line is a summary.
      --config FILE     Settings of the checks, as the workbench saves them.
      --target TARGET   Judge as this trainer and stage would.
      --no-set          Look at each record by itself only.
      TARGET: ${TRAINING_TARGETS.join(', ')}

  tuning-fork export FILE… --to TARGET --out DIR [--name NAME]
      Writes NAME.jsonl and what belongs beside it into DIR, and prints a summary.
      TARGET: ${TARGETS.join(', ')}

  tuning-fork convert FILE… --to FORMAT --out FILE
      Writes the records in another shape, one a line. What a shape cannot hold is refused,
      listed on stderr and counted; the last line is a summary.
      FORMAT: ${CONVERT_TARGETS.join(', ')}

  --format FORMAT   Do not detect the format of the files.
      FORMAT: ${FORMAT_IDS.join(', ')}
  --mapping FILE    Read the files by a mapping that was saved in the workbench.
  --help            This text.

FILE is JSON Lines, a JSON array, an object that wraps an array of records or names its
records, JSON values one after the other, Parquet, or a table (CSV, TSV); it may be packed
with gzip, Zstandard or zip. It is read as a stream; what is packed is unpacked to a
temporary file. It may be a dataset_info.json, or a folder that holds one: each set that it
names is read by its own columns and tags; inspect and check also say what is wrong in it,
export and convert write nothing when a set of it cannot be read.
Output is JSON Lines on stdout, messages go to stderr. Exit status: 0 clean, 1 findings of
severity error or unreadable records (check) or records left out (convert), 2 could not run.
`

/** Reads the command line; the error is a sentence for the person at the terminal. */
export function parseCommand(
  argv: readonly string[],
): Result<Command, { kind: 'usage'; message: string }> {
  const parsed = parseOptions(argv)
  if (!parsed.ok) return parsed
  const { values, positionals } = parsed.value
  if (values.help === true) return ok({ kind: 'help' })
  const [kind, first, ...others] = positionals
  if (kind === undefined) return usage('Say what to do: inspect, check, export or convert.')
  if (kind !== 'inspect' && kind !== 'check' && kind !== 'export' && kind !== 'convert')
    return usage(`“${kind}” is no command; there are inspect, check, export and convert.`)
  if (first === undefined) return usage(`${kind} needs at least one FILE.`)
  const settings = (['config', 'target', 'no-set'] as const).find(
    (key) => values[key] !== undefined,
  )
  if (settings && kind !== 'check') return usage(`--${settings} belongs to check.`)
  const format = values.format
  if (format !== undefined && !isFormat(format))
    return usage(`“${format}” is no format; there are ${FORMAT_IDS.join(', ')}.`)
  const { mapping } = values
  if (mapping !== undefined && format !== undefined)
    return usage('--format and --mapping both say how to read the files; give one.')
  const input = {
    files: [first, ...others] as const,
    ...(format ? { format } : {}),
    ...(mapping === undefined ? {} : { mappingFile: mapping }),
  }
  if (kind === 'convert') return convertCommand(input, values)
  if (kind !== 'export') {
    const extra = (['to', 'out', 'name'] as const).find((key) => values[key] !== undefined)
    if (extra) return usage(`--${extra} belongs to export and convert.`)
    return kind === 'check' ? checkCommand(input, values) : ok({ kind, input })
  }
  const { to, out, name } = values
  if (to === undefined || out === undefined) return usage('export needs --to TARGET and --out DIR.')
  if (!isTarget(to)) return usage(`“${to}” is no target; there are ${TARGETS.join(', ')}.`)
  if (name !== undefined && !isName(name))
    return usage('--name may hold letters, digits, “_”, “-” and “.”, and begins with none of “-.”.')
  return ok({ kind, input, target: to, outDir: out, ...(name === undefined ? {} : { name }) })
}

function checkCommand(
  input: Input,
  values: { config?: string; target?: string; 'no-set'?: boolean },
): Result<Command, { kind: 'usage'; message: string }> {
  const { config, target } = values
  if (target !== undefined && !isTrainingTarget(target))
    return usage(`“${target}” is no target of checks; there are ${TRAINING_TARGETS.join(', ')}.`)
  return ok({
    kind: 'check',
    input,
    wholeSet: values['no-set'] !== true,
    ...(config === undefined ? {} : { configFile: config }),
    ...(target === undefined ? {} : { target }),
  })
}

function convertCommand(
  input: Input,
  { to, out, name }: { to?: string; out?: string; name?: string },
): Result<Command, { kind: 'usage'; message: string }> {
  if (name !== undefined) return usage('--name belongs to export.')
  if (to === undefined || out === undefined)
    return usage('convert needs --to FORMAT and --out FILE.')
  if (!isConvertTarget(to))
    return usage(`“${to}” is no format to convert to; there are ${CONVERT_TARGETS.join(', ')}.`)
  return ok({ kind: 'convert', input, format: to, outFile: out })
}

function parseOptions(argv: readonly string[]) {
  try {
    return ok(
      parseArgs({
        args: [...argv],
        allowPositionals: true,
        options: {
          help: { type: 'boolean', short: 'h' },
          format: { type: 'string' },
          mapping: { type: 'string' },
          config: { type: 'string' },
          target: { type: 'string' },
          'no-set': { type: 'boolean' },
          to: { type: 'string' },
          out: { type: 'string' },
          name: { type: 'string' },
        },
      }),
    )
  } catch (error) {
    if (error instanceof TypeError) return usage(error.message)
    throw error
  }
}

function usage(message: string) {
  return fail({ kind: 'usage' as const, message })
}

function isFormat(text: string): text is BuiltInFormatId {
  return Object.hasOwn(FORMATS, text)
}

function isTarget(text: string): text is TargetId {
  return (TARGETS as readonly string[]).includes(text)
}

function isName(text: string): boolean {
  return /^[\p{L}\p{N}_][\p{L}\p{N}_.-]*$/u.test(text)
}
