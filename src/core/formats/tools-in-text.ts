import { elementSpans, skipSpace, skipValue } from '../json/exact.ts'
import { isJsonObject, type Json, type Pointer } from '../model/json.ts'
import { messageText, NO_TOOLS, type Message, type ToolSet } from '../model/message.ts'
import { parseExpressionAt } from '../python/expression.ts'
import { LiteralFault, literalValue } from '../python/literal.ts'
import { isPyList } from '../python/value.ts'
import { NotSerialisable, writeJson } from '../python/write.ts'
import type { Reading } from './reading.ts'
import { readListedTools } from './read-tools.ts'

/**
 * The tools that a prompt lists in its own words: in Hermes' `<tools>`, as a list in JSON (ToolACE) or in
 * Python's notation (ToolBench), as objects at the start of lines (Glaive), or as “1. Name: … Description: … Parameters: {…}” (ToolRL).
 */
export function readToolsInText(text: string, path: Pointer, reading: Reading): ToolSet {
  return readListedTools(toolTextsIn(text), path, reading)
}

/**
 * The tools of a conversation without a column for them, where its system text lists them in a way that
 * nothing else has: in Hermes' `<tools>`, or as a list in Python's notation (ToolBench).
 */
export function promptTools(first: Message | undefined, reading: Reading): ToolSet {
  if (first?.role !== 'system') return NO_TOOLS
  const said = messageText(first)
  const isListed = said.includes('<tools>') || PYTHON_LIST.test(said)
  return isListed ? readToolsInText(said, first.path, reading) : NO_TOOLS
}

/** The definitions that a text lists, each as JSON text; none where it lists none. */
export function toolTextsIn(text: string): readonly string[] {
  const tagged = between(text, '<tools>', '</tools>')
  if (tagged !== undefined) return valuesIn(tagged)
  const listed = listedTools(text)
  if (listed.length > 0) return listed
  const inPython = pythonTools(text)
  if (inPython.length > 0) return inPython
  return text.includes('\nParameters: ') ? numberedTools(text) : lineObjects(text)
}

function between(text: string, open: string, close: string): string | undefined {
  const from = text.lastIndexOf(open)
  const to = from < 0 ? -1 : text.indexOf(close, from)
  return to < 0 ? undefined : text.slice(from + open.length, to)
}

/** JSON values one behind the other; a list is its elements. */
function valuesIn(text: string): readonly string[] {
  const texts: string[] = []
  for (let at = skipSpace(text, 0); at < text.length;) {
    const end = skipValue(text, at)
    if (end === at) break
    texts.push(...(text[at] === '[' ? elementsOf(text, at) : [text.slice(at, end)]))
    at = skipSpace(text, end)
  }
  return texts
}

function elementsOf(text: string, at: number): readonly string[] {
  return elementSpans(text, at).map(({ start, end }) => text.slice(start, end))
}

/** Lists of tools begin near the start of a prompt; a text full of `[{` is not searched for ever. */
const MOST_TRIES = 20

function listedTools(text: string): readonly string[] {
  let at = text.indexOf('[{')
  for (let tries = 0; at >= 0 && tries < MOST_TRIES; tries++) {
    const list = parsed(text.slice(at, skipValue(text, at)))
    if (Array.isArray(list) && (list as readonly Json[]).every(isDefinition))
      return elementsOf(text, at)
    at = text.indexOf('[{', at + 1)
  }
  return []
}

const PYTHON_LIST = /\[\{'(?:name|type|function)':/

/** A list of definitions in Python's notation, each as JSON text; none where it is no literal. */
function pythonTools(text: string): readonly string[] {
  const at = text.search(PYTHON_LIST)
  const node = at < 0 ? null : parseExpressionAt(text, at)
  const value = node && literalValue(node)
  if (value === null || value instanceof LiteralFault || !isPyList(value)) return []
  try {
    return value.map((one) => writeJson(one))
  } catch (cause) {
    if (cause instanceof NotSerialisable) return []
    throw cause
  }
}

function isDefinition(value: Json): boolean {
  return isJsonObject(value) && (typeof value.name === 'string' || isJsonObject(value.function))
}

function lineObjects(text: string): readonly string[] {
  const texts: string[] = []
  const line = /^\{/gm
  for (let found = line.exec(text); found; found = line.exec(text)) {
    const end = skipValue(text, found.index)
    const value = parsed(text.slice(found.index, end))
    if (value !== undefined && isDefinition(value)) texts.push(text.slice(found.index, end))
    line.lastIndex = Math.max(end, found.index + 1)
  }
  return texts
}

const NAME = /^\d+\. Name: (.*)$/gm
const DESCRIPTION = '\nDescription: '
const PARAMETERS = '\nParameters: '

function numberedTools(text: string): readonly string[] {
  const names = [...text.matchAll(NAME)]
  return names.flatMap((found, i) => {
    const body = text.slice(found.index + found[0].length, names[i + 1]?.index ?? text.length)
    const at = body.indexOf(PARAMETERS)
    if (at < 0) return []
    const from = at + PARAMETERS.length
    const parameters = body.slice(from, skipValue(body, from))
    if (parsed(parameters) === undefined) return []
    const said = body.indexOf(DESCRIPTION)
    const description = said < 0 || said > at ? '' : body.slice(said + DESCRIPTION.length, at)
    const name = (found[1] ?? '').trim()
    return [
      `{"name": ${JSON.stringify(name)}, "description": ${JSON.stringify(description)}, "parameters": ${parameters}}`,
    ]
  })
}

function parsed(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json
  } catch {
    return undefined
  }
}
