import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { DatasetId } from '../engine/protocol.ts'
import { HOME, parseRoute, routeHash, type Route } from './routes.ts'

const id = fc.string({ minLength: 1 }) as fc.Arbitrary<DatasetId>
const route: fc.Arbitrary<Route> = fc.oneof(
  fc.constant(HOME),
  fc.record({
    view: fc.constantFrom('triage' as const, 'fork' as const),
    dataset: id,
    record: fc.option(fc.nat({ max: 999_999_999 })),
  }),
  fc.record({
    view: fc.constant('triage' as const),
    dataset: id,
    record: fc.option(fc.nat({ max: 999_999_999 })),
    query: fc.string(),
  }),
  fc.record({ view: fc.constantFrom('checks' as const, 'export' as const), dataset: id }),
)

describe('routes', () => {
  it('hold the filter of the queue', () => {
    const route = {
      view: 'triage',
      dataset: 'a' as DatasetId,
      record: 12,
      query: 'a/b?c "d"',
    } as const
    expect(routeHash(route)).toBe('#/d/a/triage/12?q=a%2Fb%3Fc%20%22d%22')
    expect(parseRoute('#/d/a/triage/12')).toEqual({ view: 'triage', dataset: 'a', record: 12 })
    expect(parseRoute('#/d/a/triage/12?q=%zz')).toEqual({
      view: 'triage',
      dataset: 'a',
      record: 12,
    })
  })
  it('are read back from their address', () => {
    fc.assert(
      fc.property(route, (r) => {
        expect(parseRoute(routeHash(r))).toEqual(r)
      }),
    )
  })
  it('lead home from any other text, without a throw', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(parseRoute('#' + text).view).toBe('home')
      }),
    )
  })
  it.each(['#/d', '#/d/a', '#/d/a/nowhere', '#/d/a/triage/-1', '#/d/%zz/triage', '#/d/a/checks/1'])(
    'lead home from %s',
    (hash) => expect(parseRoute(hash)).toEqual(HOME),
  )
})
