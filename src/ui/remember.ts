/**
 * Small things about this browser, not about data: theme, density. They may be lost; a browser that
 * refuses them (private mode, blocked site data) just starts with the defaults.
 */
export function recall<T extends string>(key: string, allowed: readonly T[], fallback: T): T {
  const value = recallText(key)
  return allowed.find((one) => one === value) ?? fallback
}

export function recallText(key: string): string | null {
  return attempt(() => localStorage.getItem('tuning-fork.' + key))
}

export function remember(key: string, value: string): void {
  attempt(() => localStorage.setItem('tuning-fork.' + key, value))
}

function attempt<T>(access: () => T): T | null {
  try {
    return access()
  } catch (error) {
    if (error instanceof DOMException) return null
    throw error
  }
}
