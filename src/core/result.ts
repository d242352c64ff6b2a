/**
 * The outcome of something that is expected to fail now and then. Expected failure is a value,
 * never a throw: throwing is for bugs, and an abort is neither (see the folder's README).
 */
export type Result<T, E extends { readonly kind: string }> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: E }

export function ok<T>(value: T): { readonly ok: true; readonly value: T } {
  return { ok: true, value }
}

export function fail<E extends { readonly kind: string }>(
  error: E,
): { readonly ok: false; readonly error: E } {
  return { ok: false, error }
}
