import type { ToolCallingRecord } from '../examples.ts'
import type { Planted, Planting } from './planting.ts'

interface Call {
  name: string
  arguments: Record<string, unknown>
}
interface Schema {
  properties?: Record<string, { type?: string; enum?: unknown[] }>
  required?: string[]
}

/** Changes the first call of the record, or the schema of its tool. */
function withCall(
  change: (call: Call, schema: Schema, all: readonly Call[]) => string | null,
): (record: ToolCallingRecord) => Planted | null {
  return (record) => {
    const messages = record.conversations.filter((m) => m.from === 'function_call')
    const all = messages.map(({ value }) => JSON.parse(value) as Call)
    const [message, first] = [messages[0], all[0]]
    if (!message || !first) return null
    const tools = JSON.parse(record.tools) as { name: string; parameters: Schema }[]
    const tool = tools.find((t) => t.name === first.name)
    const value = tool && change(first, tool.parameters, all)
    if (!value) return null
    message.value = value
    return { format: 'sharegpt', record: { ...record, tools: JSON.stringify(tools) } }
  }
}

function named(schema: Schema, args: Call['arguments'], type: string): string | undefined {
  return Object.keys(args).find((name) => schema.properties?.[name]?.type === type)
}

export const TOOL_PLANTINGS: readonly Planting<ToolCallingRecord>[] = [
  {
    title: 'a tool that the record does not define',
    codes: ['call.unknown'],
    plant: withCall((c) => JSON.stringify({ ...c, name: `${c.name}_v2` })),
  },
  {
    title: 'a number where text is asked for',
    codes: ['call.schema'],
    plant: withCall((c, schema) => {
      const name = named(schema, c.arguments, 'string')
      if (name === undefined) return null
      return JSON.stringify({ ...c, arguments: { ...c.arguments, [name]: 5 } })
    }),
  },
  {
    title: 'text where a number is asked for',
    codes: ['call.schema'],
    plant: withCall((c, schema) => {
      const name = named(schema, c.arguments, 'number')
      if (name === undefined) return null
      return JSON.stringify({ ...c, arguments: { ...c.arguments, [name]: 'five' } })
    }),
  },
  {
    title: 'a value outside its list',
    codes: ['call.schema'],
    plant: withCall((c, schema) => {
      const name = named(schema, c.arguments, 'string')
      if (name === undefined) return null
      schema.properties![name]!.enum = ['one', 'another']
      return JSON.stringify(c)
    }),
  },
  {
    title: 'near: a value in its list',
    codes: [],
    plant: withCall((c, schema, all) => {
      const name = named(schema, c.arguments, 'string')
      if (name === undefined) return null
      schema.properties![name]!.enum = ['one', ...all.map((other) => other.arguments[name])]
      return JSON.stringify(c)
    }),
  },
  {
    title: 'a missing argument',
    codes: ['call.schema'],
    plant: withCall((c, schema) => {
      const name = schema.required?.find((n) => n in c.arguments)
      if (name === undefined) return null
      const { [name]: _, ...rest } = c.arguments
      return JSON.stringify({ ...c, arguments: rest })
    }),
  },
  {
    title: 'an argument that is not defined',
    codes: ['call.extra'],
    plant: withCall((c, schema) => {
      if (Object.keys(schema.properties ?? {}).length === 0) return null
      return JSON.stringify({ ...c, arguments: { ...c.arguments, zzz: 1 } })
    }),
  },
  {
    title: 'a call cut short',
    codes: ['call.parse'],
    plant: withCall((c) => JSON.stringify(c).slice(0, -2)),
  },
  {
    title: 'arguments as a string of JSON',
    codes: ['call.encoded'],
    plant: withCall((c) => JSON.stringify({ ...c, arguments: JSON.stringify(c.arguments) })),
  },
  {
    title: 'arguments as a string of a string of JSON',
    codes: ['call.parse'],
    plant: withCall((c) => {
      const twice = JSON.stringify(JSON.stringify(c.arguments))
      return JSON.stringify({ ...c, arguments: twice })
    }),
  },
  {
    title: 'near: a call in other white space and key order',
    codes: [],
    plant: withCall((c) =>
      JSON.stringify(
        {
          arguments: Object.fromEntries(Object.entries(c.arguments).reverse()),
          name: c.name,
        },
        null,
        2,
      ),
    ),
  },
  {
    title: 'near: a call with escapes',
    codes: [],
    plant: withCall((c) =>
      JSON.stringify(c).replace(/[a-z]/g, (letter) => (letter === 'e' ? '\\u0065' : letter)),
    ),
  },
  {
    title: 'near: a whole number with a point',
    codes: [],
    plant: withCall((c, schema) => {
      const name = named(schema, c.arguments, 'integer')
      if (name === undefined) return null
      const args = JSON.stringify({ ...c.arguments, [name]: 31_000_001 })
      return `{"name": ${JSON.stringify(c.name)}, "arguments": ${args.replace('31000001', '3.0')}}`
    }),
  },
  {
    title: 'a result without a call',
    codes: ['id.pair', 'role.order'],
    plant: (record) => {
      record.conversations.splice(1, 0, { from: 'observation', value: '{"a": 1}' })
      return { format: 'sharegpt', record }
    },
  },
  {
    title: 'near: a record without tools',
    codes: [],
    plant: (record) => {
      record.tools = ''
      return { format: 'sharegpt', record }
    },
  },
]
