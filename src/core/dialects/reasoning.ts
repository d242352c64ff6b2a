import type { ReasoningWrap } from '../model/message.ts'

/** Marks around reasoning, and the white space that is usual at them. */
interface Wrap {
  readonly open: string
  readonly close: string
  readonly before: string
  readonly after: string
}

export const REASONING_MARKS: Readonly<
  Record<Exclude<ReasoningWrap, 'field' | 'openTail' | 'harmony'>, Wrap>
> = {
  think: { open: '<think>', close: '</think>', before: '\n', after: '\n\n' },
  scratch: { open: '<scratch_pad>', close: '</scratch_pad>', before: '\n', after: '\n' },
  thinking: { open: '<thinking>', close: '</thinking>', before: '\n', after: '\n\n' },
  bracket: { open: '[THINK]', close: '[/THINK]', before: '', after: '' },
  seed: { open: '<seed:think>', close: '</seed:think>', before: '', after: '' },
  gemma: { open: '<|channel>thought\n', close: '<channel|>', before: '', after: '' },
  kimi: { open: '◁think▷', close: '◁/think▷', before: '', after: '' },
}

type MarkedWrap = keyof typeof REASONING_MARKS

function isMarkedWrap(wrap: string): wrap is MarkedWrap {
  return Object.hasOwn(REASONING_MARKS, wrap)
}

/** `wrap` and where its content and its marks stand. */
export interface ReasoningRange {
  readonly wrap: ReasoningWrap
  readonly from: number
  readonly start: number
  readonly end: number
  readonly to: number
}

/** Wraps besides `<think>`, which may lack its opening mark and so is looked for by its end. */
const PAIRED = Object.keys(REASONING_MARKS)
  .filter(isMarkedWrap)
  .filter((wrap) => wrap !== 'think')

/**
 * The reasoning in a text, in order and apart. An end of `<think>` without its beginning makes
 * everything before it reasoning; any other mark needs its partner.
 */
export function reasoningRanges(text: string, from: number): readonly ReasoningRange[] {
  const ranges: ReasoningRange[] = []
  const { open: think, close: thinkEnd } = REASONING_MARKS.think
  let at = 0
  for (let end = text.indexOf(thinkEnd, from); end >= 0; end = text.indexOf(thinkEnd, at)) {
    const open = text.indexOf(think, at)
    const to = end + thinkEnd.length
    ranges.push(
      open >= 0 && open < end
        ? { wrap: 'think', from: open, start: open + think.length, end, to }
        : { wrap: 'openTail', from: at, start: at, end, to },
    )
    at = to
  }
  for (const wrap of PAIRED) {
    const { open, close } = REASONING_MARKS[wrap]
    for (let begin = text.indexOf(open); begin >= 0;) {
      const start = begin + open.length
      const end = text.indexOf(close, start)
      if (end < 0) break
      const to = end + close.length
      const range = { wrap, from: begin, start, end, to }
      if (!ranges.some((other) => other.from < to && begin < other.to)) ranges.push(range)
      begin = text.indexOf(open, to)
    }
  }
  return ranges.sort((a, b) => a.from - b.from)
}

/** Reasoning between its marks. Reasoning of a field that must stand in text becomes `<think>`. */
export function writeReasoning(text: string, wrap: ReasoningWrap): string {
  if (wrap === 'openTail') return `${text}\n</think>\n\n`
  const { open, close, before, after } = REASONING_MARKS[isMarkedWrap(wrap) ? wrap : 'think']
  return open + before + text + before + close + after
}
