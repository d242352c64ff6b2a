import type { Message } from '../model/message.ts'
import { messageText } from '../model/message.ts'
import type { Sample } from '../model/sample.ts'
import { defineCheck } from './check.ts'
import { Findings, hasCall } from './conversation.ts'
import { numberOption, wordsOption } from './options.ts'

const CODE = 'refusal'

export const refusal = defineCheck({
  code: CODE,
  title: 'Refusal though tools are there',
  severity: 'warning',
  help: {
    what: 'The answer begins as refusals do, is short and calls nothing, though the record offers tools (note). It is a warning where the chosen side refuses and the rejected one does not.',
    why: 'The model learns to refuse what it could do. Some refusals are right: read them.',
    remedy: 'Read the sample. Keep it where the refusal is right.',
    bad: 'chosen: "I’m sorry, but I can’t look up the weather." / rejected: calls get_weather',
    good: 'chosen: calls get_weather',
    source: 'Phrases that open refusals, as common filters list them. Such lists misfire.',
  },
  options: {
    words: numberOption('Longest refusal', 60, { least: 1, most: 10_000, unit: 'words' }),
    phrases: wordsOption('Refusals begin with', [
      "i'm sorry, but",
      'i am sorry, but',
      'sorry, but i',
      "sorry, i can't",
      'sorry, i cannot',
      "i'm sorry, i",
      'i apologize, but i',
      "i can't",
      'i cannot',
      "i'm unable to",
      'i am unable to',
      "i'm not able to",
      'i am not able to',
      'unfortunately, i can',
      'unfortunately, i am',
      "unfortunately, i'm",
      'as an ai',
    ]),
  },
  run(sample, _context, { words, phrases }) {
    const found = new Findings(CODE)
    if (sample.tools.defs.length === 0) return found.list
    for (let lane = 0; lane < sample.branches.length; lane++) {
      const at = refusalIn(sample, lane, words, phrases)
      if (at < 0) continue
      const pair = sample.recordedPair
      const isWorse =
        pair?.chosen === lane &&
        sample.branches[pair.rejected]!.messages.length > 0 &&
        refusalIn(sample, pair.rejected, words, phrases) < 0
      found.add(
        isWorse ? 'warning' : 'note',
        isWorse
          ? 'The chosen side refuses, the rejected side does not. The model learns to refuse.'
          : 'This answer begins as refusals do and calls nothing, though tools are there.',
        sample.branches[lane]!.messages[at]!.path,
        { lane, index: at },
      )
    }
    return found.list
  },
})

/** Where a branch refuses; −1 where it does not, or calls something anyway. */
function refusalIn(
  { branches }: Sample,
  lane: number,
  words: number,
  phrases: readonly string[],
): number {
  const { messages } = branches[lane]!
  const at = messages.findIndex((message) => refuses(message, words, phrases))
  return at < 0 || messages.some(hasCall) ? -1 : at
}

function refuses(message: Message, words: number, phrases: readonly string[]): boolean {
  if (message.role !== 'assistant') return false
  const text = messageText(message)
  // Every phrase of the list is short; an answer that long is not worth its words being counted.
  if (text.length > words * 12) return false
  const opening = text.slice(0, 80).trimStart().toLowerCase().replaceAll('’', "'")
  return (
    phrases.some((phrase) => opening.startsWith(phrase)) && text.trim().split(/\s+/).length <= words
  )
}
