import { untrack } from 'svelte'
import type { Attachment } from 'svelte/attachments'

/**
 * Focuses a field that was opened to be typed in. The `autofocus` attribute would not do: it acts
 * only while nothing else has the focus, and what is typed would then run commands. Whether it is
 * wanted is asked once, when the field opens: what is typed later must not carry the focus away.
 */
export function focusOnOpen(isWanted: () => boolean): Attachment<HTMLElement> {
  return (field) => {
    if (untrack(isWanted)) field.focus({ preventScroll: true })
  }
}
