import { Draft } from './draft.ts'
import { obstacle, type Fix } from './fix.ts'
import { changeTexts } from './text.ts'
import { counted } from './words.ts'

export const removeHidden: Fix = {
  id: 'remove-hidden',
  title: 'Remove hidden characters',
  help: 'Takes out control characters, zero-width spaces, soft hyphens, marks that turn the direction of writing over, and hidden tags. Joiners in emoji and scripts that need them, and the plain marks of Hebrew and Arabic, stay.',
  mends: ['text.hidden'],
  propose(subject) {
    const barred = obstacle(subject)
    if (barred) return barred
    const draft = new Draft(subject)
    const cleaned = changeTexts(draft, withoutHidden)
    return draft.finish(`Removes hidden characters from ${counted(cleaned, 'message')}`)
  },
}

/** Joiners count as hidden between plain Latin letters only; tags not where they make a flag. */
const HIDDEN =
  /[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u180e\u200b\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb]|(?<=[\0-\x7f]|^)[\u200c\u200d](?=[\0-\x7f]|$)|(?<!\u{1f3f4}[\u{e0000}-\u{e007f}]*)[\u{e0000}-\u{e007f}]/gu

export function withoutHidden(text: string): string {
  let present = text
  // Taking one out may bring a joiner between plain letters.
  for (;;) {
    const clean = present.replace(HIDDEN, '')
    if (clean === present) return present
    present = clean
  }
}
