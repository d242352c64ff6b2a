import type { Check } from './check.ts'
import { Findings } from './conversation.ts'
import { visitTexts, type Anchor } from './texts.ts'

const CODE = 'pii'

export const pii: Check = {
  code: CODE,
  title: 'Personal data',
  severity: 'warning',
  deep: true,
  help: {
    what: 'A text holds an email address, a phone number, an IBAN or a card number whose check digits are right, or a public IP address. Addresses at example domains, 555 numbers and addresses for documentation or private nets do not count.',
    why: 'Models repeat what they were trained on, and the law asks for a reason to keep it.',
    remedy: 'Put an invented value in its place, the same one throughout the sample.',
    bad: 'user: "Write to jane.roe@corp.co"',
    good: 'user: "Write to jane.roe@example.com"',
    source: 'RFC 2606, 5737, 1918; ISO 13616 (IBAN); ISO/IEC 7812 (Luhn).',
  },
  run(sample) {
    const found = new Findings(CODE)
    visitTexts(sample, ANCHOR, ({ text, message, at }) => {
      const near = surroundings(text)
      if (near.length === 0) return
      const kinds: string[] = []
      for (const [what, shape, holds] of SHAPES) {
        const values = new Set<string>()
        for (const piece of near)
          for (const [value] of piece.matchAll(shape)) if (holds(value)) values.add(value)
        if (values.size === 0) continue
        const more = values.size > 1 ? ` and ${values.size - 1} more` : ''
        const [first] = values
        kinds.push(`${what} (${first!.slice(0, 3)}…${more})`)
      }
      if (kinds.length > 0)
        found.add('warning', `This text holds ${kinds.join(', ')}.`, message.path, at)
    })
    return found.list
  },
}

/** Digits in a row, with what stands between those of numbers; dates and times are no such row. */
const DIGITS = /\d[\d ().-]{5,}\d/g
const DATE = /^(?:19|20)\d\d-\d\d(?:-\d\d)?$|^\d{1,2}[.-]\d{1,2}[.-](?:19|20)\d\d$/
const SOME_DIGITS = /\d[\d ().-]{5,}\d/

const ANCHOR: Anchor = { test: (text) => text.includes('@') || SOME_DIGITS.test(text) }

/** How much of a text about an at sign, or about a row of digits, is looked at. */
const LONGEST_ADDRESS = 100
const BEFORE_DIGITS = 24
const BEHIND_DIGITS = 12

/** What stands about at signs and rows of digits: to look there costs less than to look everywhere. */
function surroundings(text: string): readonly string[] {
  const spans: [number, number][] = []
  for (let at = text.indexOf('@'); at >= 0; at = text.indexOf('@', at + 1))
    spans.push([at - LONGEST_ADDRESS, at + LONGEST_ADDRESS])
  for (const { index, 0: row } of text.matchAll(DIGITS))
    if (!DATE.test(row)) spans.push([index - BEFORE_DIGITS, index + row.length + BEHIND_DIGITS])
  spans.sort(([a], [b]) => a - b)
  const pieces: string[] = []
  let [from, to] = [0, -1]
  for (const [a, b] of spans) {
    if (a > to) {
      if (to >= 0) pieces.push(text.slice(from, to))
      from = Math.max(0, a)
    }
    to = Math.max(to, b)
  }
  if (to >= 0) pieces.push(text.slice(from, to))
  return pieces
}

type Shape = readonly [what: string, shape: RegExp, holds: (value: string) => boolean]

const SHAPES: readonly Shape[] = [
  [
    'an email address',
    /\b[A-Za-z0-9][\w.+-]{0,63}@(?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,24}\b/g,
    (value) => !EXAMPLE.test(value) && !FILE.test(value),
  ],
  [
    'a phone number',
    /(?<![\w.+/-])(?:\+\d{1,3}[ .-]?(?:\(\d{1,4}\)[ .-]?)?\d{1,4}(?:[ .-]?\d{2,4}){2,4}|(?:1[ .-])?(?:\(\d{3}\) ?|\d{3}[.-])\d{3}[.-]\d{4})(?![\w-]|\.\d)/g,
    isPhone,
  ],
  ['an IBAN', /\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?\b/g, isIban],
  ['a card number', /(?<![\w.-])[3-6]\d{3}(?:[ -]?\d){9,15}(?![\w-]|\.\d)/g, isCard],
  ['an IP address', /(?<![\w./-])(?:\d{1,3}\.){3}\d{1,3}(?![\w-]|\.\d)/g, isPublicAddress],
]

const EXAMPLE =
  /@(?:[\w-]+\.)*(?:example\.(?:com|org|net|edu)|example|test|invalid|localhost|domain\.com|email\.com|yourdomain\.com|company\.com)$|^(?:noreply|no-reply|git)@/i

/** `icon@2x.png` is a picture for sharp screens. */
const FILE = /\.(?:png|jpe?g|gif|svg|webp|css|js|ts|json|html)$/i

function isPhone(value: string): boolean {
  const digits = value.replace(/\D/g, '')
  return (
    digits.length >= 9 && digits.length <= 15 && !/555/.test(digits) && !/^(\d)\1+$/.test(digits)
  )
}

/** ISO 13616: the first four characters behind the rest, letters as numbers, modulo 97 is 1. */
function isIban(value: string): boolean {
  const plain = value.replaceAll(' ', '')
  if (plain.length < 15 || plain.length > 34) return false
  let rest = 0
  for (const letter of plain.slice(4) + plain.slice(0, 4)) {
    const digit = parseInt(letter, 36)
    rest = (rest * (digit > 9 ? 100 : 10) + digit) % 97
  }
  return rest === 1
}

const ISSUERS = /^(?:4|5[1-5]|2[2-7]|3[47]|6011|65)/

function isCard(value: string): boolean {
  const digits = value.replace(/\D/g, '')
  if (!ISSUERS.test(digits) || digits.length !== (digits.startsWith('3') ? 15 : 16)) return false
  if (/^(\d)\1+$/.test(digits)) return false
  let sum = 0
  for (let i = 0; i < digits.length; i++) {
    const digit = Number(digits[digits.length - 1 - i])
    const weighed = i % 2 === 0 ? digit : digit * 2
    sum += weighed > 9 ? weighed - 9 : weighed
  }
  return sum % 10 === 0
}

/** No net of its own, none for documentation, no name server that everybody writes down. */
function isPublicAddress(value: string): boolean {
  const [a, b, c, d] = value.split('.').map(Number) as [number, number, number, number]
  if (Math.max(a, b, c, d) > 255 || a === 0 || a === 10 || a === 127 || a >= 224) return false
  if ((a === 192 && b === 168) || (a === 172 && b >= 16 && b <= 31)) return false
  if ((a === 169 && b === 254) || (a === 100 && b >= 64 && b <= 127)) return false
  if ((a === 192 && b === 0 && c === 2) || (a === 198 && b === 51 && c === 100)) return false
  if ((a === 203 && b === 0 && c === 113) || (a === 198 && (b === 18 || b === 19))) return false
  if (/^(?:8\.8\.[48]\.[48]|1\.[01]\.[01]\.1|9\.9\.9\.9)$/.test(value)) return false
  // Four small numbers are as often a version or a heading.
  return a >= 20 || b >= 20 || c >= 20 || d >= 20
}
