import { mappingText, parseMapping } from '../../../core/mapping/mapping-id.ts'
import type { Mapping } from '../../../core/mapping/mapping.ts'

const KEY = 'tuning-fork.mapping'

/** A mapping as it was when its screen was last open in this tab. */
export interface KeptMapping {
  readonly fileName: string
  /** The mapping as text, with the name that its author gave it, or none. */
  readonly text: string
  readonly named: boolean
}

/** Keeps the mapping until it is used, saved or let go, so that a reload does not lose it. */
export function keepMapping(fileName: string, mapping: Mapping, named: boolean): void {
  attempt(() =>
    sessionStorage.setItem(KEY, JSON.stringify({ fileName, text: mappingText(mapping), named })),
  )
}

/** The kept mapping and its file; null where there is none, or none that can be read. */
export function keptMapping(): (KeptMapping & { readonly mapping: Mapping }) | null {
  const text = attempt(() => sessionStorage.getItem(KEY))
  if (text === null) return null
  const kept = keptOf(text)
  if (!kept) return null
  const mapping = parseMapping(kept.text)
  return mapping.ok ? { ...kept, mapping: mapping.value } : null
}

export function dropMapping(): void {
  attempt(() => sessionStorage.removeItem(KEY))
}

function keptOf(text: string): KeptMapping | null {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return null
  }
  if (typeof value !== 'object' || value === null) return null
  const { fileName, text: mapping, named } = value as Partial<Record<string, unknown>>
  if (typeof fileName !== 'string' || typeof mapping !== 'string') return null
  return { fileName, text: mapping, named: named === true }
}

/** A browser that refuses storage just does not keep it. */
function attempt<T>(access: () => T): T | null {
  try {
    return access()
  } catch (error) {
    if (error instanceof DOMException) return null
    throw error
  }
}
