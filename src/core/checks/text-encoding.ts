import type { Check } from './check.ts'
import { Findings } from './conversation.ts'
import { hasOddLetters, visitTexts } from './texts.ts'

const CODE = 'text.encoding'

export const textEncoding: Check = {
  code: CODE,
  title: 'Text with broken letters',
  severity: 'warning',
  deep: true,
  help: {
    what: 'A text holds the replacement character U+FFFD, or UTF-8 that was read as Windows-1252 (“Ã©” for “é”, “â€™” for “’”), or the control characters U+0080 to U+009F that come of the reverse.',
    why: 'The letters are lost or garbled. In an answer the model learns to write them so.',
    remedy: 'Read the source again as UTF-8, or mend the letters.',
    bad: 'assistant: "The cafÃ© is open."',
    good: 'assistant: "The café is open."',
    source: 'Unicode Standard, chapter 23.8; the WHATWG’s encoding of Windows-1252.',
  },
  run(sample) {
    const found = new Findings(CODE)
    if (!hasOddLetters(sample)) return found.list
    visitTexts(sample, ANCHOR, ({ text, message, at }) => {
      const lost = text.split('\uFFFD').length - 1
      const garbled = text.match(GARBLED)
      if (lost > 0)
        found.add(
          'warning',
          `${times(lost, 'letter')} of this text ${lost === 1 ? 'is' : 'are'} lost: U+FFFD stands for what could not be read.`,
          message.path,
          at,
        )
      if (garbled)
        found.add(
          'warning',
          `${times(garbled.length, 'letter')} of this text ${garbled.length === 1 ? 'was' : 'were'} read in the wrong encoding, as in “${garbled[0]}”.`,
          message.path,
          at,
        )
    })
    return found.list
  },
}

const ANCHOR = /[\uFFFD\u0080-\u009FÂÃâðï]/

/** What Windows-1252 makes of the bytes 80 to BF. */
const TAIL =
  '\\u0080-\\u00BF\\u20AC\\u201A\\u0192\\u201E\\u2026\\u2020\\u2021\\u02C6\\u2030\\u0160\\u2039\\u0152\\u017D\\u2018\\u2019\\u201C\\u201D\\u2022\\u2013\\u2014\\u02DC\\u2122\\u0161\\u203A\\u0153\\u017E\\u0178'

/**
 * Two, three and four bytes of UTF-8. After a capital Â or Ã, quotation marks and dashes are as
 * likely meant, so of two bytes only the tails count that nobody writes behind these.
 */
const GARBLED = new RegExp(
  `[ÂÃ][\\u0080-\\u00AA\\u00AC-\\u00BA\\u00BC-\\u00BF\\u20AC\\u0192\\u0160\\u0152\\u017D\\u2030\\u02C6\\u02DC\\u2122\\u0161\\u0153\\u017E\\u0178]|â[\\u0080\\u20AC][${TAIL}]|ð[\\u009F\\u0178][${TAIL}]{2}|ï»¿|[\\u0080-\\u009F]`,
  'g',
)

function times(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`
}
