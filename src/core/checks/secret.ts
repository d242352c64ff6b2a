import type { Check } from './check.ts'
import { Findings } from './conversation.ts'
import { longWords, masked, visitTexts, type Anchor } from './texts.ts'

const CODE = 'secret'

export const secret: Check = {
  code: CODE,
  title: 'Secret in the text',
  severity: 'error',
  deep: true,
  help: {
    what: 'A text holds what looks like a key or password: a token with the prefix of a known service, a private key, a JSON web token, credentials in an address, or a random value named as key, token, secret or password. Keys that say EXAMPLE are a warning; placeholders do not count.',
    why: 'Models repeat what they were trained on. Whoever uses the model may get the key.',
    remedy: 'Revoke the key, and put a placeholder in its place.',
    bad: 'user: "Use ghp_ with 36 random characters behind it"',
    good: 'user: "Use <TOKEN>"',
    source:
      'Prefixes as the services publish them; entropy limits of detect-secrets (4.5, hex 3.0).',
  },
  run(sample) {
    const found = new Findings(CODE)
    visitTexts(sample, ANCHOR, ({ text, message, at }) => {
      const told = new Set<string>()
      for (const [what, value] of secretsIn(text)) {
        if (told.has(value)) continue
        told.add(value)
        found.add(
          /EXAMPLE/i.test(value) ? 'warning' : 'error',
          `This text holds what looks like ${what}: ${masked(value)}. The model may repeat it.`,
          message.path,
          at,
        )
      }
    })
    return found.list
  },
}

/** Random values are long and hold no space; only passwords in addresses are short. */
const LEAST = 18
/** Room for the name of a value before it. */
const BEFORE = 16
const PREFIX =
  /sk[-_]|rk_live_|A[KS]IA|gh[opusr]_|github_pat_|glpat-|xox[abprs]-|AIza|ya29\.|SG\.|npm_|pypi-|hf_|eyJ|(?:key|KEY|Key|ecret|ECRET|oken|OKEN|asswor?d|ASSWORD)["'\s]{0,3}[:=]/
const CREDENTIALS = /:\/\/[^\s/@:]*:[^\s/@]+@/

const ANCHOR: Anchor = {
  test: (text) =>
    longWords(text, LEAST, BEFORE).some((word) => PREFIX.test(word)) ||
    text.includes('-----BEGIN') ||
    (text.includes('://') && text.includes('@') && CREDENTIALS.test(text)),
}

const SHAPES: readonly (readonly [what: string, shape: RegExp])[] = [
  ['a private key', /-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?-----/g],
  ['an AWS access key', /\bA[KS]IA[0-9A-Z]{16}\b/g],
  ['a GitHub token', /\bgh[opusr]_[A-Za-z0-9]{36,}\b|\bgithub_pat_[A-Za-z0-9_]{22,}/g],
  ['a GitLab token', /\bglpat-[\w-]{20,}/g],
  ['a Slack token', /\bxox[abprs]-[A-Za-z0-9-]{10,}/g],
  ['a Stripe key', /\b[sr]k_(?:live|test)_[A-Za-z0-9]{16,}/g],
  ['an API key', /\bsk-(?:proj-|ant-|svcacct-|or-)?[A-Za-z0-9_-]{20,}/g],
  ['a Google API key', /\bAIza[\w-]{35}/g],
  ['a Google access token', /\bya29\.[\w-]{20,}/g],
  ['a SendGrid key', /\bSG\.[\w-]{16,}\.[\w-]{16,}/g],
  ['an npm token', /\bnpm_[A-Za-z0-9]{36}\b/g],
  ['a PyPI token', /\bpypi-AgE[\w-]{20,}/g],
  ['a Hugging Face token', /\bhf_[A-Za-z0-9]{30,}/g],
  ['a JSON web token', /\beyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]*/g],
]

const IN_ADDRESS = /\b[a-z][a-z0-9+.-]*:\/\/[^\s/@:"'<>]*:([^\s/@"'<>]+)@/gi
const NAMED =
  /(?:key|secret|token|passwo?r?d)["']?\s{0,3}[:=]\s{0,3}["']?([A-Za-z0-9+/=_-]{20,200})(?![A-Za-z0-9+/=_-])/gi
const PLACEHOLDER =
  /^(?:x+|\*+|\.+|pass(?:word)?|pwd|secret|token)$|^[<${[%]|your[-_]?|placeholder|redacted/i

function* secretsIn(text: string): Generator<readonly [what: string, value: string]> {
  for (const [what, shape] of SHAPES)
    for (const [value] of text.matchAll(shape))
      if (what === 'a private key' || (!PLACEHOLDER.test(value) && entropyOf(value) > 2.8))
        yield [what, value]
  for (const [, value] of text.matchAll(IN_ADDRESS))
    if (!PLACEHOLDER.test(value!)) yield ['a password in an address', value!]
  for (const [, value] of text.matchAll(NAMED)) {
    if (PLACEHOLDER.test(value!) || SHAPES.some(([, shape]) => value!.search(shape) >= 0)) continue
    const isHex = /^[0-9a-f]+$/i.test(value!)
    if (entropyOf(value!) >= (isHex ? 3 : 4.5) && /\d/.test(value!))
      yield ['a random key or password', value!]
  }
}

/** Bits per character, by the frequencies within the text itself. */
function entropyOf(text: string): number {
  const counts = new Map<string, number>()
  for (const letter of text) counts.set(letter, (counts.get(letter) ?? 0) + 1)
  let bits = 0
  for (const count of counts.values())
    bits -= (count / text.length) * Math.log2(count / text.length)
  return bits
}
