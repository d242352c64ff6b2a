import type { Json, JsonObject } from '../model/json.ts'
import type { Message, Part, ToolCall, ToolDef, ToolSet } from '../model/message.ts'
import type { Sample } from '../model/sample.ts'
import { Hash64 } from './hash64.ts'

/** Levels of nested data that are looked at: files may nest 100,000 deep. */
const LEVELS = 200

/** Marks that keep the parts of a record apart. */
const MARK = {
  message: 1,
  text: 2,
  reasoning: 3,
  media: 4,
  call: 5,
  result: 6,
  branch: 7,
  apart: 8,
  rank: 9,
  unread: 10,
  tools: 11,
} as const

const ROLES: Readonly<Record<Message['role'], number>> = {
  system: 20,
  developer: 20,
  user: 21,
  assistant: 22,
  tool: 23,
}

/** A hash of 64 bits, as columns hold it. */
export interface Words {
  readonly high: number
  readonly low: number
}

export interface SampleHashes {
  /** All that is trained on: tools, context, branches, which is chosen, labels, ranks. */
  readonly content: Words
  /** What an answer is given to: tools and context. */
  readonly prompt: Words
  /** Of each branch. */
  readonly answers: readonly Words[]
}

function wordsOf({ high, low }: Hash64): Words {
  return { high, low }
}

/**
 * Canonical form, hashed: roles and parts in order; texts without white space at the ends and in
 * composed form; arguments with sorted keys and numbers by value. Ids of calls are left out, as they
 * are made up anew with every run.
 */
export class Canonical {
  readonly #hash = new Hash64()
  /** Whether a number was met that `JSON.parse` cannot tell from its neighbours. */
  hasLargeNumber = false

  /** Every text is looked at once: the hash of the whole is made of those of its parts. */
  hash(sample: Sample): SampleHashes {
    this.hasLargeNumber = false
    const { context, branches, tools, recordedPair: pair, apart } = sample
    this.#hash.reset().mark(MARK.tools).mark(toolsHash(tools))
    this.#messages(context)
    const prompt = wordsOf(this.#hash)
    const answers = branches.map(({ messages }) => this.#lane(messages))
    const others = apart ? [this.#lane(apart.context), this.#lane(apart.completion)] : []
    const hash = this.#hash.reset().mark(prompt.high).mark(prompt.low)
    answers.forEach((answer, i) => {
      const { label, rank } = branches[i]!
      hash.mark(MARK.branch).mark(pair ? (i === pair.chosen ? 2 : i === pair.rejected ? 1 : 0) : 0)
      hash.mark(label === undefined ? 2 : Number(label))
      if (rank !== undefined) hash.mark(MARK.rank).mark(rank)
      hash.mark(answer.high).mark(answer.low)
    })
    for (const { high, low } of others) hash.mark(MARK.apart).mark(high).mark(low)
    return { content: wordsOf(hash), prompt, answers }
  }

  #lane(messages: readonly Message[]): Words {
    this.#hash.reset()
    this.#messages(messages)
    return wordsOf(this.#hash)
  }

  #messages(messages: readonly Message[]): void {
    for (const { role, parts } of messages) {
      this.#hash.mark(MARK.message).mark(ROLES[role])
      for (const part of parts) this.#part(part)
    }
  }

  #part(part: Part): void {
    const hash = this.#hash
    switch (part.t) {
      case 'text':
      case 'reasoning':
      case 'result':
        hash.mark(MARK[part.t]).text(part.text)
        break
      case 'media':
        hash.mark(MARK.media).text(part.kind).text(part.ref)
        break
      case 'call':
        this.#call(part.call)
    }
  }

  #call({ name, args, argsText, error }: ToolCall): void {
    const hash = this.#hash.mark(MARK.call).text(name)
    if (error) {
      hash.mark(MARK.unread).text(error.raw)
      return
    }
    hash.mark(valueHash(args, LEVELS))
    if (!holdsLargeNumber(args, LEVELS)) return
    this.hasLargeNumber = true
    if (argsText === undefined) return
    for (const digits of (argsText.match(/\d{16,}/g) ?? []).sort()) hash.text(digits)
  }
}

const values = Array.from({ length: LEVELS + 1 }, () => new Hash64())

/** A number that equal values share, whatever the order of keys. */
function valueHash(value: Json | undefined, levels: number): number {
  if (levels === 0) return 1
  const hash = values[levels]!.reset()
  switch (typeof value) {
    case 'string':
      return hash.mark(1).text(value).high
    case 'number':
      return hash.mark(2).text(String(value === 0 ? 0 : value)).high
    case 'boolean':
      return value ? 3 : 4
    case 'object':
      break
    default:
      return 5
  }
  if (value === null) return 6
  if (Array.isArray(value)) {
    hash.mark(7)
    for (const item of value as readonly Json[]) hash.mark(valueHash(item, levels - 1))
    return hash.high
  }
  const object = value as JsonObject
  let sum = 0
  for (const key of Object.keys(object)) {
    const inner = valueHash(object[key], levels - 1)
    sum = (sum + hash.reset().mark(8).text(key).mark(inner).high) | 0
  }
  return hash.reset().mark(9).mark(sum).high
}

function holdsLargeNumber(value: Json | undefined, levels: number): boolean {
  if (typeof value === 'number') return Math.abs(value) > Number.MAX_SAFE_INTEGER
  if (typeof value !== 'object' || value === null || levels === 0) return false
  for (const key of Object.keys(value))
    if (holdsLargeNumber((value as JsonObject)[key], levels - 1)) return true
  return false
}

const toolHashes = new WeakMap<ToolSet, number>()

/** The same tools in another order are the same tools. */
function toolsHash(tools: ToolSet): number {
  if (tools.defs.length === 0) return 0
  let sum = toolHashes.get(tools)
  if (sum === undefined) {
    sum = 0
    for (const { name, description, schema } of tools.defs) {
      const shape = valueHash(schema, LEVELS)
      sum = (sum + new Hash64().reset().text(name).text(description).mark(shape).high) | 0
    }
    toolHashes.set(tools, sum)
  }
  return sum
}

const contracts = new WeakMap<ToolDef, number>()

/** What a tool is called by: its name and the shape of its arguments, descriptions left out. */
export function contractOf(def: ToolDef): number {
  let contract = contracts.get(def)
  if (contract === undefined) {
    contract = new Hash64().reset().text(def.name).mark(shapeHash(def.schema, LEVELS)).high
    contracts.set(def, contract)
  }
  return contract
}

export function nameHash(name: string): number {
  return new Hash64().reset().text(name).high
}

/** Words of a schema that say nothing about what is allowed. */
const PROSE = new Set(['description', 'title', 'examples', 'example', 'default', '$comment'])
/** Lists whose order says nothing. */
const SETS = new Set(['required', 'enum', 'type'])

/** Like `valueHash`, for schemas: without prose, lists of names in any order, `{}` as good as none. */
function shapeHash(schema: Json | undefined, levels: number): number {
  if (typeof schema !== 'object' || schema === null || levels === 0) return valueHash(schema, 1)
  const hash = new Hash64().reset()
  if (Array.isArray(schema)) {
    for (const item of schema as readonly Json[]) hash.mark(shapeHash(item, levels - 1))
    return hash.high
  }
  let sum = 0
  for (const [key, value] of Object.entries(schema as JsonObject)) {
    if (PROSE.has(key) && typeof value !== 'object') continue
    const inner = SETS.has(key) && Array.isArray(value) ? unordered(value as Json[]) : undefined
    if (inner === 0 || (key === 'properties' && isEmpty(value))) continue
    sum =
      (sum +
        hash
          .reset()
          .text(key)
          .mark(inner ?? shapeHash(value, levels - 1)).high) |
      0
  }
  return hash.reset().mark(sum).high
}

function unordered(list: readonly Json[]): number {
  let sum = 0
  for (const item of list) sum = (sum + valueHash(item, LEVELS)) | 0
  return sum
}

function isEmpty(value: Json): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0
}
