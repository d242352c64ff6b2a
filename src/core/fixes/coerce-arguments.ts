import { callSchema } from '../checks/call-schema.ts'
import { toolNamed } from '../checks/call-unknown.ts'
import { ExactText } from '../json/exact.ts'
import { splice, type Splice } from '../json/splice.ts'
import { childPointer, isJsonObject, type Json } from '../model/json.ts'
import { mendCalls } from './calls.ts'
import { Draft } from './draft.ts'
import { obstacle, refuse, type Fix } from './fix.ts'
import { counted } from './words.ts'

export const coerceArguments: Fix = {
  id: 'coerce-arguments',
  title: 'Give the arguments their type',
  help: 'Where the tool asks for a number, a truth value, text, a list or an object and the argument says just that in another form ("3" for 3, "true" for true, a single value for a list), it is written in the form asked for. Nothing else is touched.',
  mends: [callSchema.code],
  propose(subject, findings) {
    const barred = obstacle(subject)
    if (barred) return barred
    const draft = new Draft(subject)
    const { tools } = subject.sample
    const { calls, reason } = mendCalls(draft, findings, [callSchema.code], (call) => {
      const tool = toolNamed(tools, call.name)
      if (!tool || call.error || !isJsonObject(call.args)) return undefined
      const argsText = call.argsText ?? JSON.stringify(call.args)
      const coerced = coerce(tool.schema, argsText)
      return coerced === undefined
        ? 'No argument says in another form what the tool asks for. Correct it by hand.'
        : { ...call, args: JSON.parse(coerced) as Json, argsText: coerced }
    })
    if (calls.length === 0) return reason === undefined ? null : refuse(reason)
    return draft.finish(`Gives the arguments of ${counted(calls.length, 'call')} their type`)
  },
}

/** Deeper than this no tool asks for anything. */
const DEEPEST = 30

/** The arguments with what can be said in the form asked for; undefined where nothing can. */
export function coerce(schema: Json, argsText: string): string | undefined {
  const exact = new ExactText(argsText)
  const splices: Splice[] = []
  const walk = (asked: Json | undefined, pointer: string, depth: number) => {
    const span = exact.span(pointer)
    if (!isJsonObject(asked) || !span || depth > DEEPEST) return
    const text = argsText.slice(span.start, span.end)
    const value = JSON.parse(text) as Json
    const types = typesOf(asked)
    if (types.length > 0 && !types.some((type) => isOf(value, type))) {
      const [wanted, ...others] = types.filter((type) => type !== 'null')
      const told =
        wanted !== undefined && others.length === 0 ? inForm(wanted, value, text, asked) : undefined
      if (told !== undefined) splices.push({ ...span, text: told })
      return
    }
    if (Array.isArray(value))
      value.forEach((_, i) => walk(asked.items, childPointer(pointer, String(i)), depth + 1))
    else if (isJsonObject(value) && isJsonObject(asked.properties))
      for (const key of Object.keys(value))
        if (Object.hasOwn(asked.properties, key))
          walk(asked.properties[key], childPointer(pointer, key), depth + 1)
  }
  walk(schema, '', 0)
  return splices.length === 0 ? undefined : splice(argsText, splices)
}

function typesOf({ type }: { readonly [key: string]: Json }): readonly string[] {
  if (typeof type === 'string') return [type]
  return Array.isArray(type) ? type.filter((one) => typeof one === 'string') : []
}

function isOf(value: Json, type: string): boolean {
  switch (type) {
    case 'integer':
      return Number.isInteger(value)
    case 'array':
      return Array.isArray(value)
    case 'object':
      return isJsonObject(value)
    case 'null':
      return value === null
    default:
      return typeof value === type
  }
}

const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/
const INTEGER = /^-?(?:0|[1-9]\d*)$/

/** The value in the form of a type, as JSON text; undefined where it does not say that. */
function inForm(
  type: string,
  value: Json,
  text: string,
  asked: { readonly [key: string]: Json },
): string | undefined {
  if (type === 'string')
    return typeof value === 'number' || typeof value === 'boolean'
      ? JSON.stringify(text)
      : undefined
  if (type === 'array') return asList(value, text, asked.items)
  if (typeof value !== 'string') return undefined
  const said = value.trim()
  switch (type) {
    case 'integer':
      return INTEGER.test(said) ? said : undefined
    case 'number':
      return NUMBER.test(said) ? said : undefined
    case 'boolean':
      return /^(?:true|false)$/i.test(said) ? said.toLowerCase() : undefined
    case 'object':
      return isJsonObject(parsed(said)) ? said : undefined
    default:
      return undefined
  }
}

/** A list in text as that list, any other single value as a list of it. */
function asList(value: Json, text: string, items: Json | undefined): string | undefined {
  if (value === null) return undefined
  if (typeof value === 'string' && Array.isArray(parsed(value))) return value.trim()
  const types = isJsonObject(items) ? typesOf(items) : []
  if (types.length === 0 || types.some((type) => isOf(value, type))) {
    // Several values in one text are not one value.
    return typeof value === 'string' && /[,;\n]/.test(value) ? undefined : `[${text}]`
  }
  const one =
    types.length === 1 && types[0] !== 'array' && isJsonObject(items)
      ? inForm(types[0]!, value, text, items)
      : undefined
  return one === undefined ? undefined : `[${one}]`
}

function parsed(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json
  } catch {
    return undefined
  }
}
