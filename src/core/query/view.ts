/** A query that is kept under a name, with the order of its queue. */
export interface SavedView {
  readonly name: string
  /** As it is typed; see `parseQuery`. */
  readonly query: string
  readonly order: 'source' | 'findings'
}

/** Reads what was stored; null where it is none, such as one of a later version. */
export function readView(value: unknown): SavedView | null {
  if (typeof value !== 'object' || value === null) return null
  if (!('name' in value && 'query' in value && 'order' in value)) return null
  const { name, query, order } = value
  if (typeof name !== 'string' || name === '' || typeof query !== 'string') return null
  return order === 'source' || order === 'findings' ? { name, query, order } : null
}
