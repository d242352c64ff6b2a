import type { Attachment } from 'svelte/attachments'

/**
 * Focuses a field that was opened to be typed in. The `autofocus` attribute would not do: it acts
 * only while nothing else has the focus, and what is typed would then run commands.
 */
export function focusOnOpen(wanted: boolean): Attachment<HTMLElement> {
  return (field) => {
    if (wanted) field.focus({ preventScroll: true })
  }
}
