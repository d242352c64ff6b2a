/** What older conventions of OpenTelemetry GenAI and its predecessors say in events and flat attributes. */
import { isJsonObject, type Json } from '../model/json.ts'
import type { Message } from '../model/message.ts'
import { spanMessage } from './openinference.ts'
import type { Reading } from './reading.ts'
import { attributesOf, AttributeTree, type Attributes } from './span-attributes.ts'
import { Spot } from './spot.ts'
import { readTraceMessages } from './trace-messages.ts'

/** `gen_ai.user.message`, `gen_ai.tool.message` and so on: an event for each message of the prompt. */
const SPOKEN = /^gen_ai\.(system|user|assistant|tool)\.message$/
const CHOICE = 'gen_ai.choice'

/** The attributes of a span with those that its events of a whole call bring. */
export function withEvents(span: Spot, found: Attributes): Attributes {
  const all = new Map(found)
  for (const event of span.at('events').decoded().elements())
    if (!isSpoken(nameOf(event)))
      for (const [key, spot] of attributesOf(event))
        if (key.startsWith('gen_ai.') && !all.has(key)) all.set(key, spot)
  return all
}

/** How many messages a span says one by one, in events or in numbered attributes. */
export function countSaid(span: Spot, found: Attributes): number {
  const events = span.at('events').decoded().elements()
  return events.filter((event) => isSpoken(nameOf(event))).length || numbered(found).length
}

/** Those messages, in their order. */
export function readSaid(span: Spot, found: Attributes, reading: Reading): readonly Message[] {
  const events = span.at('events').decoded().elements()
  const said = events.flatMap((event): readonly Message[] => {
    const name = nameOf(event)
    return isSpoken(name) ? readTraceMessages(eventMessage(event, name), 'assistant', reading) : []
  })
  if (said.length > 0) return said
  return numbered(found)
    .map((entry) => spanMessage(entry, reading))
    .filter((message) => message !== undefined)
}

function nameOf(event: Spot): string {
  return event.at('name').string ?? ''
}

function isSpoken(name: string): boolean {
  return name === CHOICE || SPOKEN.test(name)
}

/** An event as a message: its attributes, or the `message` among them, said by whom its name says. */
function eventMessage(event: Spot, name: string): Spot {
  const members = [...attributesOf(event)].map(([key, spot]): [string, Json] => [
    key.replace(/^gen_ai\.event\./, ''),
    spot.decoded().value ?? null,
  ])
  const own = Object.fromEntries(members.filter(([key]) => key !== 'name'))
  const { message, body } = own
  const held = isJsonObject(message ?? null) ? message : isJsonObject(body ?? null) ? body : own
  const role = SPOKEN.exec(name)?.[1] ?? 'assistant'
  return new Spot({ role, ...(held as object) }, event.path, undefined, '', true)
}

/** `gen_ai.prompt.{i}.…` and `gen_ai.completion.{i}.…`, as OpenLLMetry writes them. */
function numbered(found: Attributes): readonly AttributeTree[] {
  return ['gen_ai.prompt', 'gen_ai.completion'].flatMap((prefix) =>
    AttributeTree.under(prefix, found).entries(),
  )
}
