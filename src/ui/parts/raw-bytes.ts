/** One line of a hex view: where it begins, its bytes, and the characters they may stand for. */
export interface HexLine {
  readonly offset: number
  readonly hex: string
  readonly text: string
}

/** Sixteen bytes a line, from `from` up to `to`. */
export function hexLines(bytes: Uint8Array, from = 0, to = bytes.length): HexLine[] {
  const lines: HexLine[] = []
  for (let offset = from; offset < Math.min(to, bytes.length); offset += 16) {
    const row = [...bytes.subarray(offset, Math.min(offset + 16, to))]
    lines.push({
      offset,
      hex: row.map((byte) => byte.toString(16).padStart(2, '0')).join(' '),
      text: row
        .map((byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '·'))
        .join(''),
    })
  }
  return lines
}

/** The bytes as text; what is no UTF-8 and what cannot be seen is marked, never hidden. */
export function visibleText(bytes: Uint8Array): string {
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes)
  return text.replace(/[\p{Cc}\ufeff]/gu, (character) => {
    const code = character.charCodeAt(0)
    if (character === '\n' || character === '\t') return character
    if (code < 0x20) return String.fromCharCode(0x2400 + code)
    return code === 0x7f
      ? '\u2421'
      : `\u27e8U+${code.toString(16).toUpperCase().padStart(4, '0')}\u27e9`
  })
}

/** The bytes as the very text that they are; undefined where they are no UTF-8. */
export function exactText(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return undefined
  }
}
