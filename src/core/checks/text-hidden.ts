import type { Severity } from '../model/finding.ts'
import type { Check } from './check.ts'
import { Findings } from './conversation.ts'
import { hasOddLetters, visitTexts } from './texts.ts'

const CODE = 'text.hidden'

export const textHidden: Check = {
  code: CODE,
  title: 'Hidden characters',
  severity: 'warning',
  deep: true,
  help: {
    what: 'A text holds characters that nobody sees: zero-width ones, marks that turn the direction of writing, tag characters, control characters. Joiners within emoji and within scripts that need them, marks within right-to-left text and flags are fine. Control characters in tool results (colours of a terminal) are only noted.',
    why: 'They hide instructions, make equal words different to the tokenizer, and are learnt.',
    remedy: 'Take them out.',
    bad: 'user: "pay\\u200Bpal"',
    good: 'user: "paypal"',
    source: 'Unicode Technical Report 36; CVE-2021-42574 (Trojan Source).',
  },
  run(sample) {
    const found = new Findings(CODE)
    if (!hasOddLetters(sample)) return found.list
    visitTexts(sample, ANCHOR, ({ text, kind, message, at }) => {
      const names = new Map<string, number>()
      let severity: Severity = 'note'
      for (const match of text.matchAll(HIDDEN)) {
        if (isFine(text, match.index, match[0])) continue
        const name = nameOf(match[0].codePointAt(0)!)
        names.set(name, (names.get(name) ?? 0) + 1)
        if (name !== CONTROL || kind !== 'result') severity = 'warning'
      }
      if (names.size === 0) return
      const list = [...names].map(([name, count]) => `${count} × ${name}`).join(', ')
      found.add(severity, `This text holds characters that nobody sees: ${list}.`, message.path, at)
    })
    return found.list
  },
}

const CLASS =
  /[\u0000-\u0008\u000E-\u001F\u007F\u200B-\u200F\u202A-\u202E\u2060-\u2064\u2066-\u2069\uFEFF\uFFF9-\uFFFB]|\uDB40[\uDC00-\uDC7F]/
const ANCHOR = CLASS
const HIDDEN = new RegExp(CLASS.source, 'g')
const CONTROL = 'control character'

function nameOf(code: number): string {
  if (code < 0x80) return CONTROL
  if (code >= 0xe0000) return 'tag character'
  if (code === 0x200e || code === 0x200f) return 'direction mark'
  if ((code >= 0x202a && code <= 0x202e) || (code >= 0x2066 && code <= 0x2069))
    return 'direction control'
  if (code === 0xfeff) return 'byte order mark'
  return 'zero-width character'
}

const RIGHT_TO_LEFT = /[\u0590-\u08FF\uFB1D-\uFDFF\uFE70-\uFEFC]/
/** Scripts that are written without spaces or with joiners. */
const JOINED = /[\u0590-\u08FF\u0900-\u109F\u1780-\u17FF\uFB50-\uFDFF\uFE70-\uFEFC]/
const PICTURE = /[\p{Extended_Pictographic}\uFE0F\u{1F3FB}-\u{1F3FF}]$/u

function isFine(text: string, index: number, hidden: string): boolean {
  const code = hidden.codePointAt(0)!
  const before = text.slice(Math.max(0, index - 2), index)
  const after = text.slice(index + hidden.length, index + hidden.length + 2)
  switch (code) {
    case 0x200b:
    case 0x200c:
      return JOINED.test(before) || JOINED.test(after)
    case 0x200d:
      return PICTURE.test(before) || JOINED.test(before)
    case 0x200e:
    case 0x200f:
    case 0x202a:
    case 0x202b:
    case 0x202c:
    case 0x2066:
    case 0x2067:
    case 0x2068:
    case 0x2069:
      return RIGHT_TO_LEFT.test(text)
  }
  // The flags of England, Scotland and Wales are a black flag with tags behind it.
  return code >= 0xe0000 && /\u{1F3F4}(?:\uDB40[\uDC00-\uDC7F])*$/u.test(flagBefore(text, index))
}

/** The longest flag has six tags of two units each, behind a flag of two. */
function flagBefore(text: string, index: number): string {
  const before = text.slice(Math.max(0, index - 14), index)
  const flag = before.lastIndexOf('\u{1F3F4}')
  return flag < 0 ? '' : before.slice(flag).replace(/[\u{E0000}-\u{E007F}]/gu, '')
}
