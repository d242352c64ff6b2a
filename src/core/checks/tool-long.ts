import { CONTEXT_LANE } from '../model/sample.ts'
import type { Severity } from '../model/finding.ts'
import { defineCheck } from './check.ts'
import { Findings, messagesOf } from './conversation.ts'
import { numberOption } from './options.ts'

const CODE = 'tool.long'
const CHARACTERS = { least: 1, most: 100_000_000, unit: 'characters' }

export const toolLong = defineCheck({
  code: CODE,
  title: 'Over-long tool result',
  severity: 'error',
  needs: { toolUse: 1 },
  help: {
    what: 'A tool result has more than 8,000 characters (warning) or 32,000 (error), about 2,000 and 8,000 tokens.',
    why: 'Trainers cut at a fixed length. A long result pushes out what follows it: the very answer that should be learnt.',
    remedy: 'Shorten the result to what the answer uses, or drop the sample.',
    bad: 'read_file → 50,000 characters of log',
    good: 'read_file → the 20 lines that matter',
    source: 'Estimate of 4 characters a token against usual cut-offs of 2,048 to 8,192 tokens.',
  },
  options: {
    warnAbove: numberOption('Warning above', 8_000, CHARACTERS),
    errorAbove: numberOption('Error above', 32_000, CHARACTERS),
  },
  /** verl cuts what a tool says at 256 characters unless told otherwise. */
  targets: { 'verl/rl': { severity: 'note', options: { warnAbove: 256 } } },
  run(sample, _context, { warnAbove, errorAbove }) {
    const least = Math.min(warnAbove, errorAbove)
    const found = new Findings(CODE)
    for (let lane = CONTEXT_LANE; lane < sample.branches.length; lane++) {
      const messages = messagesOf(sample, lane)
      for (let index = 0; index < messages.length; index++)
        for (const part of messages[index]!.parts) {
          if (part.t !== 'result' || part.text.length <= least) continue
          const length = characters(part.text)
          if (length <= least) continue
          const severity: Severity = length > errorAbove ? 'error' : 'warning'
          found.add(
            severity,
            `This tool result has ${length.toLocaleString('en-US')} characters. Trainers cut at a fixed length and lose what follows it.`,
            messages[index]!.path,
            { lane, index },
          )
        }
    }
    return found.list
  },
})

/** Code points: a surrogate pair is one character. */
function characters(text: string): number {
  let count = 0
  for (const _ of text) count++
  return count
}
