import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { buildAutomaton, TooSlow } from './automaton.ts'

function finds(source: string, text: string, flags = ''): boolean {
  const built = buildAutomaton(source, flags)
  if (!built.ok) throw new Error(built.error.message)
  return built.automaton.test(text)
}

function refusal(source: string, flags = '') {
  const built = buildAutomaton(source, flags)
  return built.ok ? null : built.error
}

const letter = fc.constantFrom('a', 'b', 'K', 'ſ', 'é', '_', '\\n', ' ', '.', '\\.', '-')
const atom = fc.oneof(
  letter,
  fc.constantFrom(
    '\\d',
    '\\w',
    '\\W',
    '\\s',
    '\\S',
    '[ab]',
    '[^a]',
    '[a-c_]',
    '[^\\w]',
    '\\b',
    '\\B',
    '^',
    '$',
  ),
)
const { pattern } = fc.letrec<{ pattern: string }>((tie) => ({
  pattern: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    atom,
    fc.tuple(tie('pattern'), tie('pattern')).map(([a, b]) => a + b),
    fc.tuple(tie('pattern'), tie('pattern')).map(([a, b]) => `(?:${a}|${b})`),
    fc
      .tuple(tie('pattern'), fc.constantFrom('*', '+', '?', '{2}', '{1,3}', '*?', '{2,}'))
      .map(([a, times]) => `(${a})${times}`),
  ),
}))
const text = fc.string({
  unit: fc.constantFrom('a', 'b', 'A', 'k', 's', 'É', '_', '\n', ' ', '.', '1', '-'),
  maxLength: 12,
})

describe('an automaton', () => {
  it('finds what JavaScript finds', () => {
    fc.assert(
      fc.property(
        pattern,
        fc.constantFrom('', 'i', 'm', 's', 'im'),
        text,
        (source, flags, given) => {
          expect(finds(source, given, flags)).toBe(new RegExp(source, flags).test(given))
        },
      ),
      { numRuns: 3_000 },
    )
  })

  it('knows a text that every match must hold', () => {
    const required = (source: string, flags = '') => {
      const built = buildAutomaton(source, flags)
      return built.ok ? built.required : null
    }
    expect(required('order (no\\. )?ab-\\d+')).toBe('order ')
    expect(required('order 12', 'i')).toBe(' 12')
    expect(required('say "yes"')).toBe('say ')
    expect(required('\\bFlight\\b')).toBe('Flight')
    expect(required('(abc|abd)')).toBe('')
    expect(required('x(yes)+(no)*')).toBe('yes')
    expect(required('[aA]bc[cd]')).toBe('bc')
    fc.assert(
      fc.property(pattern, fc.constantFrom('', 'i'), text, (source, flags, given) => {
        if (new RegExp(source, flags).test(given)) expect(given).toContain(required(source, flags))
      }),
      { numRuns: 1_000 },
    )
  })

  it('gives the same whatever the pieces', () => {
    fc.assert(
      fc.property(pattern, text, fc.nat(12), (source, given, cut) => {
        const built = buildAutomaton(source, '')
        if (!built.ok) throw new Error(built.error.message)
        const { automaton } = built
        const whole = automaton.test(given)
        const at = Math.min(cut, given.length)
        automaton.begin()
        const pieces =
          automaton.feed(given, 0, at) || automaton.feed(given, at, given.length) || automaton.end()
        expect(pieces).toBe(whole)
      }),
    )
  })

  it('is not held up by what hangs a backtracking matcher', () => {
    const long = 'a'.repeat(200_000)
    expect(finds('^(a+)+$', long + '!')).toBe(false)
    expect(finds('(a|a)*b', long)).toBe(false)
    expect(finds('(.*)*,(.*)*;', long)).toBe(false)
    expect(finds('(x+x+)+y', 'x'.repeat(200_000))).toBe(false)
  })

  it('forgets what it learned before it takes too much room, and finds the same', () => {
    const digits = Array.from({ length: 40_000 }, (_, i) => ((i * 7_919) % 13) % 2).join('')
    expect(finds('1[01]{14}2', digits)).toBe(false)
    expect(finds('1[01]{14}2', digits + '1' + '0'.repeat(14) + '2')).toBe(true)
  })

  it('gives up at its deadline', () => {
    const built = buildAutomaton('1[01]{300}2', '')
    if (!built.ok) throw new Error(built.error.message)
    built.automaton.deadline = Date.now() - 1
    const digits = Array.from({ length: 2_000 }, (_, i) => (Math.sin(i * i) > 0 ? 1 : 0)).join('')
    expect(() => built.automaton.test(digits)).toThrow(TooSlow)
  })
})

describe('a refusal', () => {
  it.each([
    ['a(b', 1, /never closed/],
    ['ab)', 2, /closes nothing/],
    ['x[ab', 1, /never closed/],
    ['*a', 0, /nothing to repeat/],
    ['a**', 2, /nothing to repeat/],
    ['a{3,1}', 1, /\{1,3\}/],
    ['a{5000}', 1, /At most 1000/],
    ['(a{900}){900}', 0, /too large/],
    ['a(?=b)', 1, /ahead or behind.*\/a\/ -\/b\//],
    ['(?<!b)a', 0, /ahead or behind/],
    ['(a)\\1', 3, /not supported/],
    ['\\p{L}', 0, /Write a range/],
    ['a\\', 1, /ends in a backslash/],
    ['\\x4', 0, /2 hexadecimal digits/],
    ['[z-a]', 2, /backwards/],
    ['^*', 0, /cannot be repeated/],
    ['\\q', 0, /means nothing/],
  ])('of %s says where and what to do', (source, at, message) => {
    const error = refusal(source)
    expect(error?.at).toBe(at)
    expect(error?.message).toMatch(message)
  })

  it('names a flag that has no meaning', () => {
    expect(refusal('a', 'g')?.message).toMatch(/The flag g has no meaning here/)
  })

  it('is what any other text gets, never a throw', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom(...'ab()[]{}*+?|\\^$.-,123<>=!:dwbk/') }),
        (source) => {
          buildAutomaton(source, 'i')
        },
      ),
      { numRuns: 2_000 },
    )
  })
})
