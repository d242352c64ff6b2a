/** JSON text put together from JSON texts, so that what was exact stays exact. */

/** An object; members without a text are left out. */
export function objectText(
  members: readonly (readonly [key: string, text: string | undefined])[],
): string {
  const pairs = members.flatMap(([key, text]) =>
    text === undefined ? [] : [`${JSON.stringify(key)}:${text}`],
  )
  return `{${pairs.join(',')}}`
}

export function listText(texts: readonly string[]): string {
  return `[${texts.join(',')}]`
}

export function stringText(text: string): string {
  return JSON.stringify(text)
}
