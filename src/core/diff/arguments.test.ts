import { describe, expect, it } from 'vitest'
import type { ToolCall } from '../model/message.ts'
import { diffArguments } from './arguments.ts'

function call(argsText: string): ToolCall {
  const args = JSON.parse(argsText)
  return { name: 'f', args, argsText, argsWas: 'object', dialect: 'native', path: '' }
}

/** 'a= b≠ c< d>': equal, changed, in the first only, in the second only. */
function compared(a: string, b: string): string | undefined {
  const signs = { equal: '=', changed: '≠', onlyA: '<', onlyB: '>' }
  return diffArguments(call(a), call(b))
    ?.map(({ key, state }) => key + signs[state])
    .join(' ')
}

describe('diffArguments', () => {
  it('names what is equal, changed and on one side only', () => {
    expect(compared('{"a":1,"b":2,"c":3}', '{"d":4,"b":0,"a":1}')).toBe('a= b≠ c< d>')
  })
  it('tells numbers apart that JSON.parse takes for one', () => {
    expect(compared('{"id":12345678901234567890}', '{"id":12345678901234567891}')).toBe('id≠')
    expect(compared('{"n":1.0}', '{"n":1}')).toBe('n≠')
    expect(compared('{"n":1}', '{"n":"1"}')).toBe('n≠')
  })
  it('does not mind white space and the spelling of escapes', () => {
    expect(compared('{"l":[1, {"x" : "a b"}]}', '{ "l":[1,{"x":"a b"}] }')).toBe('l=')
    expect(compared('{"s":"caf\\u00e9"}', '{"s":"café"}')).toBe('s=')
    expect(compared('{"s":"a b"}', '{"s":"ab"}')).toBe('s≠')
  })
  it('takes the last of duplicate keys and __proto__ for an ordinary key', () => {
    expect(compared('{"a":1,"a":2}', '{"a":2}')).toBe('a=')
    expect(compared('{"__proto__":1}', '{"__proto__":2}')).toBe('__proto__≠')
  })
  it('cannot compare arguments that are no object or cannot be read', () => {
    expect(compared('[1]', '{"a":1}')).toBeUndefined()
    const broken: ToolCall = { ...call('{}'), args: undefined, argsText: '{"a":' }
    expect(diffArguments(broken, call('{}'))).toBeUndefined()
  })
})
