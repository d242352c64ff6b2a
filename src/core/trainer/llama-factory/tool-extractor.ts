import { parseExpression, type PyNode } from '../../python/expression.ts'
import { LiteralFault, literalValue } from '../../python/literal.ts'
import { loadPyJson } from '../../python/load-json.ts'
import { PY_SPACE, pyStrip, pyStripChar } from '../../python/space.ts'
import { isPyList, PyDict, pyTypeName, type PyValue } from '../../python/value.ts'
import { NotSerialisable, writeJson } from '../../python/write.ts'
import { member, type TrainerCall } from './call-text.ts'
import { TrainerStop } from './python.ts'
import type { ToolFormat } from './templates.ts'

/**
 * The calls that the trainer finds in a model's output in a tool format; null where it takes the
 * output for plain text. Throws `TrainerStop` where it stops.
 */
export function extractCalls(output: string, format: ToolFormat): readonly TrainerCall[] | null {
  return EXTRACTORS[format](output)
}

type Extractor = (output: string) => readonly TrainerCall[] | null

const S = `[${PY_SPACE}]`
const DEFAULT = new RegExp(
  `Action:${S}*([a-zA-Z0-9_]+)${S}*Action Input:${S}*(.+?)(?=${S}*Action:|${S}*$)`,
  'gs',
)
const QWEN = new RegExp(`<tool_call>(.+?)</tool_call>(?=${S}*<tool_call>|${S}*$)`, 'gs')
const QWEN3_5 = new RegExp(
  `<tool_call>${S}*<function=${S}*([^${PY_SPACE}<>]+)>${S}*(.*?)${S}*</function>${S}*</tool_call>`,
  'gs',
)
const SEED = new RegExp(
  `<seed:tool_call>${S}*<function=${S}*([^${PY_SPACE}<]+)${S}*(.*?)${S}*</function>${S}*</seed:tool_call>`,
  'gs',
)
const PARAMETER = /<parameter=(.*?)>(.*?)<\/parameter>/gs
const MINIMAX1 = new RegExp(`<tool_calls>${S}*(.+?)${S}*</tool_calls>`, 's')
const MINIMAX2 = new RegExp(`<minimax:tool_call>${S}*(.+?)${S}*</minimax:tool_call>`, 's')
const INVOKE = /<invoke name="(.*?)">(.*?)<\/invoke>/gs
const INVOKE_PARAMETER = /<parameter name="(.*?)">(.*?)<\/parameter>/gs
const GEMMA = /<\|tool_call>call:([^{]+)\{(.*?)\}<tool_call\|>/gs

function load(text: string): { readonly value: PyValue } | null {
  const loaded = loadPyJson(text)
  if (loaded.ok) return loaded
  if (loaded.reason === 'tooDeep') throw new TrainerStop('RuntimeError', 'nested too deep')
  return null
}

/** The calls of JSON that is one object or a list; null for a missing key. */
function wholeJson(key: 'arguments' | 'parameters'): Extractor {
  return (output) => {
    const loaded = load(pyStrip(output))
    if (!loaded) return null
    const list = isPyList(loaded.value) ? loaded.value : [loaded.value]
    const calls: TrainerCall[] = []
    for (const one of list) {
      if (one instanceof PyDict && (one.get('name') === undefined || one.get(key) === undefined))
        return null
      calls.push({ name: member(one, 'name'), arguments: writeJson(member(one, key)) })
    }
    return calls
  }
}

const qwen: Extractor = (output) => {
  const calls: TrainerCall[] = []
  for (const [, inner = ''] of output.matchAll(QWEN)) {
    const loaded = load(pyStrip(inner))
    if (!loaded || !holds(loaded.value, 'name') || !holds(loaded.value, 'arguments')) return null
    const { value } = loaded
    calls.push({ name: member(value, 'name'), arguments: writeJson(member(value, 'arguments')) })
  }
  return calls.length > 0 ? calls : null
}

/** `key in value`: a key of an object, an element of a list, a piece of a text. */
function holds(value: PyValue, key: string): boolean {
  if (value instanceof PyDict) return value.get(key) !== undefined
  if (typeof value === 'string' || isPyList(value)) return value.includes(key)
  throw new TrainerStop('TypeError', `${pyTypeName(value)} has nothing in it`)
}

/** Parameters as an object: each value is JSON where it can be, otherwise its text. */
function guessed(block: string, pattern: RegExp, isStripped: boolean): string {
  const dict = new PyDict()
  for (const [, key = '', raw = ''] of block.matchAll(pattern)) {
    const stripped = pyStrip(raw)
    const loaded = load(stripped)
    dict.set(key, loaded ? loaded.value : isStripped ? stripped : raw)
  }
  return writeJson(dict)
}

const EXTRACTORS: Readonly<Record<ToolFormat, Extractor>> = {
  default(output) {
    const calls: TrainerCall[] = []
    for (const [, name = '', input = ''] of output.matchAll(DEFAULT)) {
      const loaded = load(pyStripChar(pyStripChar(pyStrip(input), '"'), '`'))
      if (!loaded) return null
      calls.push({ name: pyStrip(name), arguments: writeJson(loaded.value) })
    }
    return calls.length > 0 ? calls : null
  },

  glm4(output) {
    const lineEnd = output.indexOf('\n')
    if (lineEnd < 0) return null
    const loaded = load(pyStrip(output.slice(lineEnd + 1)))
    return loaded && [{ name: output.slice(0, lineEnd), arguments: writeJson(loaded.value) }]
  },

  llama3: wholeJson('parameters'),
  mistral: wholeJson('arguments'),
  qwen,
  ling: qwen,
  glm4_moe: qwen,

  qwen3_5(output) {
    const calls = [...output.matchAll(QWEN3_5)].map(([, name = '', block = '']) => ({
      name: pyStrip(name),
      arguments: guessed(pyStrip(block), PARAMETER, true),
    }))
    return calls.length > 0 ? calls : null
  },

  seed_oss(output) {
    const calls = [...output.matchAll(SEED)].map(([, name = '', block = '']) => ({
      name: pyStrip(name),
      arguments: guessed(pyStrip(block), PARAMETER, false),
    }))
    return calls.length > 0 ? calls : null
  },

  minimax1(output) {
    const inner = MINIMAX1.exec(output)?.[1]
    if (inner === undefined) return null
    const calls: TrainerCall[] = []
    for (const line of inner.split('\n')) {
      const loaded = pyStrip(line) === '' ? null : load(pyStrip(line))
      if (!loaded) continue
      const { value } = loaded
      calls.push({ name: member(value, 'name'), arguments: writeJson(member(value, 'arguments')) })
    }
    return calls
  },

  minimax2(output) {
    const inner = MINIMAX2.exec(output)?.[1]
    if (inner === undefined) return null
    return [...inner.matchAll(INVOKE)].map(([, name = '', block = '']) => ({
      name: pyStrip(name),
      arguments: guessed(block, INVOKE_PARAMETER, false),
    }))
  },

  lfm2(output) {
    const open = '<|tool_call_start|>'
    const start = output.indexOf(open)
    const end = start < 0 ? -1 : output.indexOf('<|tool_call_end|>', start)
    if (end < 0) return null
    return pythonCalls(pyStrip(output.slice(start + open.length, end)))
  },

  gemma4(output) {
    const calls = [...output.matchAll(GEMMA)].map(([, name = '', block = '']) => ({
      name,
      arguments: gemmaArguments(block),
    }))
    return calls.length > 0 ? calls : null
  },
}

/** Keys get quotes wherever they seem to stand, inside texts too; what then is no JSON stays raw. */
function gemmaArguments(block: string): string {
  const quoted = block
    .replaceAll('<|"|>', '"')
    .replace(/(^|[{,])([ \t\r\n]*)([\p{L}\p{N}_]+)[ \t\r\n]*:/gu, '$1$2"$3":')
  const loaded = load(`{${quoted}}`)
  return loaded ? writeJson(loaded.value) : block
}

/** Calls as a Python list of calls, or one call; positional arguments are left out. */
function pythonCalls(source: string): readonly TrainerCall[] | null {
  const tree = parseExpression(source)
  const nodes = tree?.t === 'list' ? tree.items : tree?.t === 'call' ? [tree] : []
  const calls: TrainerCall[] = []
  for (const node of nodes) {
    const call = pythonCall(node)
    if (!call) return null
    calls.push(call)
  }
  return calls.length > 0 ? calls : null
}

const JSON_WORDS = new Map<string, PyValue>([
  ['true', true],
  ['false', false],
  ['null', null],
])

function pythonCall(node: PyNode): TrainerCall | null {
  if (node.t !== 'call' || node.callee.t !== 'name') return null
  const dict = new PyDict()
  for (const { key, value } of node.args) {
    if (key === '' || key === '*') continue
    const word = value.t === 'name' ? JSON_WORDS.get(value.id) : undefined
    const read = word === undefined ? literalValue(value) : word
    if (read instanceof LiteralFault) {
      if (read.exception === 'ValueError') return null
      throw new TrainerStop('TypeError', 'a key that cannot be one')
    }
    dict.set(key === '**' ? null : key, read)
  }
  try {
    return { name: node.callee.id, arguments: writeJson(dict) }
  } catch (cause) {
    if (cause instanceof NotSerialisable) throw new TrainerStop('TypeError', cause.message)
    throw cause
  }
}
