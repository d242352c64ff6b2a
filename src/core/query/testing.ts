import fc from 'fast-check'
import { STATE_NAMES } from './conditions.ts'
import {
  allOf,
  anyOf,
  LABELS,
  MEASURES,
  not,
  SCOPES,
  TRAITS,
  type ColumnCondition,
  type TextCondition,
  type Where,
} from './where.ts'

const name = fc.oneof(
  fc.constantFrom('call.schema', 'loop.*', 'a b', 'x"y', '\\', '-', '(', 'train.jsonl'),
  fc.string({ minLength: 1, maxLength: 8 }),
)
const number = fc.oneof(fc.nat(12), fc.nat(100_000))
const range = fc.oneof(
  fc
    .record({ least: number, most: fc.constant(null), strict: fc.boolean() })
    .map(({ least, most, strict }) => ({ least: strict ? least + 1 : least, most, strict })),
  fc
    .record({ least: fc.constant(null), most: number, strict: fc.boolean() })
    .map(({ least, most, strict }) => ({ least, most: strict ? most - 1 : most, strict })),
  fc
    .tuple(number, number)
    .map(([a, b]) => ({ least: Math.min(a, b), most: Math.max(a, b), strict: false })),
)

export const anyColumnCondition: fc.Arbitrary<ColumnCondition> = fc.oneof(
  name.map((code) => ({ kind: 'finding' as const, code })),
  fc
    .uniqueArray(fc.constantFrom(...STATE_NAMES), { minLength: 1 })
    .map((states) => ({ kind: 'state' as const, states })),
  fc.constantFrom(...TRAITS).map((trait) => ({ kind: 'is' as const, trait })),
  fc.constantFrom(...LABELS).map((label) => ({ kind: 'label' as const, label })),
  name.map((source) => ({ kind: 'source' as const, name: source })),
  name.map((format) => ({ kind: 'format' as const, format })),
  fc
    .tuple(fc.constantFrom(...MEASURES), range)
    .map(([measure, ends]) => ({ kind: 'number' as const, measure, ...ends })),
)

const within = fc.option(fc.constantFrom(...SCOPES))

export const anyTextCondition: fc.Arbitrary<TextCondition> = fc.oneof(
  fc.record({ kind: fc.constant('text' as const), within, text: name }),
  fc.record({
    kind: fc.constant('pattern' as const),
    within,
    source: fc.constantFrom('a+', '[/"]', '\\/x', '(a|b) c', '^\\d{2}$'),
    flags: fc.constantFrom('', 'i', 'ims'),
  }),
  fc.record({
    kind: fc.constant('column' as const),
    name,
    test: fc.option(
      fc.oneof(
        fc.record({ sign: fc.constant('=' as const), value: fc.string() }),
        fc.record({
          sign: fc.constantFrom('<' as const, '<=' as const, '>' as const, '>=' as const),
          value: fc.constantFrom('0', '-1.5', '1e3'),
        }),
      ),
    ),
  }),
)

/** Queries of such conditions, in normal form. */
export function whereOf(condition: fc.Arbitrary<Where>): fc.Arbitrary<Where> {
  return fc.letrec<{ where: Where }>((tie) => ({
    where: fc.oneof(
      { maxDepth: 3, withCrossShrink: true },
      condition,
      fc.array(tie('where'), { minLength: 2, maxLength: 3 }).map(allOf),
      fc.tuple(tie('where'), tie('where')).map(anyOf),
      tie('where').map(not),
    ),
  })).where
}

export const anyWhere = whereOf(fc.oneof(anyColumnCondition, anyTextCondition))
