/** How a text spaces its JSON, so that what is inserted looks like what stands around it. */
export interface JsonStyle {
  /** `': '` or `':'`. */
  readonly colon: string
  /** `', '` or `','`. */
  readonly comma: string
  /** Everything above ASCII is written as `\u…` escapes. */
  readonly ascii: boolean
}

/** The style of a text, from its first colon, first comma and the characters it uses. */
export function styleOf(text: string): JsonStyle {
  const head = outsideStrings(text.slice(0, 4096))
  return {
    colon: /"\s*:\s/.test(head) ? ': ' : ':',
    comma: /["\]}\w],\s/.test(head) ? ', ' : ',',
    ascii: text.includes('\\u') && !/[^\0-\x7f]/.test(text),
  }
}

/** The text with the insides of its strings left out. */
function outsideStrings(text: string): string {
  return text.replace(/"(?:[^"\\]|\\.)*"/gs, '""')
}

/** A JSON string. Lone surrogates become escapes, as they have no UTF-8. */
export function quote(text: string, style: JsonStyle): string {
  const quoted = JSON.stringify(text)
  return style.ascii ? quoted.replace(/[^\0-\x7f]/g, escapeUnit) : quoted
}

function escapeUnit(unit: string): string {
  return '\\u' + unit.charCodeAt(0).toString(16).padStart(4, '0')
}
