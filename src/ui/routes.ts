import type { DatasetId } from '../engine/protocol.ts'

/** Where in the app one is: the part of the address behind `#`. */
export type Route =
  | { readonly view: 'home' }
  | {
      readonly view: 'triage' | 'fork'
      readonly dataset: DatasetId
      readonly record: number | null
    }
  | { readonly view: 'checks' | 'export'; readonly dataset: DatasetId }

export const HOME: Route = { view: 'home' }

/** The address of the mapping screen. Its file cannot be had again from an address: it leads home. */
export const MAPPING_HASH = '#/map'

/** Reads `#/d/ID/triage/12`. An address that means nothing leads home. */
export function parseRoute(hash: string): Route {
  const [room, id, view, record, ...rest] = hash.replace(/^#\/?/, '').split('/')
  if (room !== 'd' || !id || rest.length > 0) return HOME
  const dataset = decode(id)
  if (dataset === null) return HOME
  if ((view === 'checks' || view === 'export') && record === undefined) return { view, dataset }
  if (view !== 'triage' && view !== 'fork') return HOME
  if (record === undefined || record === '') return { view, dataset, record: null }
  return /^\d{1,9}$/.test(record) ? { view, dataset, record: Number(record) } : HOME
}

/** The address of a route; `parseRoute` reads it back. */
export function routeHash(route: Route): string {
  if (route.view === 'home') return '#/'
  const place = `#/d/${encodeURIComponent(route.dataset)}/${route.view}`
  const record = route.view === 'triage' || route.view === 'fork' ? route.record : null
  return record === null ? place : `${place}/${record}`
}

function decode(part: string): DatasetId | null {
  try {
    return decodeURIComponent(part) as DatasetId
  } catch (error) {
    // A broken escape such as `%zz` is no id.
    if (error instanceof URIError) return null
    throw error
  }
}
