/** What the keyboard is for at the moment a key is pressed. */
export type Situation =
  /** Nothing that takes keys has the focus. */
  | 'free'
  /** A button, link or the like has the focus: Enter and Space are its. */
  | 'control'
  | 'typing'
  /** A modal dialog is open; it brings its own keys. */
  | 'dialog'

export function situationOf(event: KeyboardEvent): Situation {
  if (document.querySelector('dialog:modal')) return 'dialog'
  const { target } = event
  if (!(target instanceof Element)) return 'free'
  if (isTyping(target)) return 'typing'
  return target.closest('button, a[href], summary, input, [role="menuitem"], [role="tab"]')
    ? 'control'
    : 'free'
}

const NO_TEXT = new Set(['checkbox', 'radio', 'button', 'submit', 'file', 'range'])

function isTyping(element: Element): boolean {
  if (element instanceof HTMLInputElement) return !NO_TEXT.has(element.type)
  return (
    element instanceof HTMLTextAreaElement ||
    element instanceof HTMLSelectElement ||
    (element instanceof HTMLElement && element.isContentEditable)
  )
}
