import type { DatasetId } from '../engine/protocol.ts'

/** Where in the app one is: the part of the address behind `#`. */
export type Route =
  | { readonly view: 'home' }
  | {
      readonly view: 'triage' | 'fork'
      readonly dataset: DatasetId
      readonly record: number | null
      /** The queue's filter as it is typed. Absent: the one that there is. */
      readonly query?: string
    }
  | { readonly view: 'checks' | 'export'; readonly dataset: DatasetId }

export const HOME: Route = { view: 'home' }

/** The address of the mapping screen. Its file cannot be had again from an address: it leads home. */
export const MAPPING_HASH = '#/map'

/** Reads `#/d/ID/triage/12`. An address that means nothing leads home. */
export function parseRoute(hash: string): Route {
  const [path = '', search] = hash.replace(/^#\/?/, '').split(/\?(.*)/s)
  const [room, id, view, record, ...rest] = path.split('/')
  if (room !== 'd' || !id || rest.length > 0) return HOME
  const name = decode(id)
  if (name === null) return HOME
  const dataset = name as DatasetId
  if ((view === 'checks' || view === 'export') && record === undefined) return { view, dataset }
  if (view !== 'triage' && view !== 'fork') return HOME
  const query = queryIn(search)
  const place = { view, dataset, ...(query === null ? {} : { query }) } as const
  if (record === undefined || record === '') return { ...place, record: null }
  return /^\d{1,9}$/.test(record) ? { ...place, record: Number(record) } : HOME
}

/** The address of a route; `parseRoute` reads it back. */
export function routeHash(route: Route): string {
  if (route.view === 'home') return '#/'
  const place = `#/d/${encodeURIComponent(route.dataset)}/${route.view}`
  if (route.view !== 'triage' && route.view !== 'fork') return place
  const { record, query } = route
  const search =
    query === undefined ? '' : `?q=${encodeURIComponent(query.replace(/\p{Cs}/gu, '\ufffd'))}`
  return (record === null ? place : `${place}/${record}`) + search
}

/** `q=…`, the only thing that stands behind a question mark. */
function queryIn(search: string | undefined): string | null {
  return search?.startsWith('q=') ? decode(search.slice(2)) : null
}

function decode(part: string): string | null {
  try {
    return decodeURIComponent(part)
  } catch (error) {
    // A broken escape such as `%zz` is no id.
    if (error instanceof URIError) return null
    throw error
  }
}

/**
 * The filter that the present address stands for; null where it says nothing of one, as links between
 * the rooms do. An address without a filter that we wrote ourselves says so in its entry's state.
 */
export function queryOfAddress(route: Route): string | null {
  if ('query' in route && route.query !== undefined) return route.query
  const state: unknown = history.state
  return isOurs(state) ? state.query : null
}

/** What is kept beside the address in the browser's history. */
export interface AddressState {
  readonly query: string
}

function isOurs(state: unknown): state is AddressState {
  return (
    typeof state === 'object' &&
    state !== null &&
    'query' in state &&
    typeof state.query === 'string'
  )
}
