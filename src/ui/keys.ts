/**
 * How keys are written: `B`, `Shift+O`, `Mod+K`, `Alt+ArrowUp`, `?`, and chords `G E`.
 * `Mod` is Cmd on a Mac and Ctrl elsewhere. A letter means the key whatever its case; a sign such as
 * `?` or `=` means the character, however it is typed.
 */
export type Keys = string

const isMac = typeof navigator !== 'undefined' && /Mac|iPhone|iPad/.test(navigator.platform)

const CAPS: Readonly<Record<string, string>> = {
  Enter: '⏎',
  Escape: 'Esc',
  ArrowUp: '↑',
  ArrowDown: '↓',
  ArrowLeft: '←',
  ArrowRight: '→',
  Delete: 'Del',
  Space: 'Space',
}

/** The key caps to draw, one for each stroke of a chord: `G E` is two, `Mod+K` is one. */
export function spellKeys(keys: Keys, mac = isMac): string[] {
  return keys.split(' ').map((stroke) =>
    strokeParts(stroke)
      .map((part) => (part === 'Mod' ? (mac ? '⌘' : 'Ctrl') : (CAPS[part] ?? part)))
      .join(' '),
  )
}

/** For `aria-keyshortcuts`, which knows neither chords nor `Mod`. */
export function ariaKeys(keys: Keys, mac = isMac): string | undefined {
  if (keys.includes(' ')) return undefined
  return keys.replace('Mod', mac ? 'Meta' : 'Control')
}

/** One stroke in the spelling of `Keys`; undefined while only a modifier is held. */
export function strokeOf(event: KeyboardEvent, mac = isMac): Keys | undefined {
  if (['Shift', 'Control', 'Alt', 'Meta', 'Dead', 'Unidentified'].includes(event.key))
    return undefined
  let key = event.key === ' ' ? 'Space' : event.key
  const isSign = key.length === 1 && !/[\p{L}\p{N}]/u.test(key)
  // Digits and letters by place, so that Shift+1 is not the `!` of one layout and the `/` of another.
  const digit = /^(?:Digit|Numpad)(\d)$/.exec(event.code)?.[1]
  if (event.shiftKey && isSign && digit) key = digit
  else if (key.length === 1) key = key.toUpperCase()
  const shift = event.shiftKey && !(isSign && !digit)
  const mod = mac ? event.metaKey : event.ctrlKey
  const other = mac ? event.ctrlKey : event.metaKey
  if (other) return undefined
  return `${mod ? 'Mod+' : ''}${event.altKey ? 'Alt+' : ''}${shift ? 'Shift+' : ''}${key}`
}

/** Whether a stroke acts even while the person types. */
export function isCommandStroke(stroke: Keys): boolean {
  return stroke.includes('Mod+') || /^F\d+$/.test(stroke)
}

/** Strokes that belong to the text while one types. */
const TEXT_STROKES = new Set(
  ['Z', 'Shift+Z', 'Y', 'A', 'C', 'V', 'X', 'B', 'I', 'ArrowLeft', 'ArrowRight'].map(
    (key) => 'Mod+' + key,
  ),
)

export function isTextStroke(stroke: Keys): boolean {
  return TEXT_STROKES.has(stroke)
}

/** Strokes that a page does not get, or must leave to the browser. */
const TAKEN = new Set([
  ...['Tab', 'Shift+Tab', 'F5', 'F11', 'F12'],
  ...['T', 'N', 'W', 'R', 'Q', 'L', 'Shift+T', 'Shift+N', 'Shift+W'].map((key) => 'Mod+' + key),
])

/** Why a stroke cannot be given to an action; undefined where it can. */
export function whyNot(stroke: Keys): string | undefined {
  const name = spellKeys(stroke).join(' ')
  if (TAKEN.has(stroke)) return `${name} belongs to the browser. Press another key.`
  if (stroke.endsWith('Escape')) return 'Esc always closes what is open. Press another key.'
  if (['A', 'C', 'V', 'X'].some((key) => stroke === 'Mod+' + key))
    return `${name} belongs to the text. Press another key.`
  return undefined
}

function strokeParts(stroke: string): string[] {
  return stroke.endsWith('++') ? [...stroke.slice(0, -2).split('+'), '+'] : stroke.split('+')
}
