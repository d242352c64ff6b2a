import { estimateTokens } from '../tokens.ts'
import { defineCheck } from './check.ts'
import { Findings } from './conversation.ts'
import { numberOption } from './options.ts'

const CODE = 'length.sample'
const TOKENS = { least: 1, most: 100_000_000, unit: 'tokens (estimate)' }

export const lengthSample = defineCheck({
  code: CODE,
  title: 'Over-long sample',
  severity: 'warning',
  deep: true,
  help: {
    what: 'The record, with its tools and its longest branch, has more than 8,192 tokens. This is an estimate: four characters make one, a Chinese, Japanese or Korean character is one.',
    why: 'Trainers cut at a fixed length. LLaMA-Factory cuts in silence: the end of the answer, and with it the sign to stop, is lost.',
    remedy: 'Shorten tool results, cut the sample, or raise the cut-off to what you train with.',
    bad: '40,000 characters of conversation at a cut-off of 8,192 tokens',
    good: '20,000 characters of conversation',
    source:
      'LLaMA-Factory issue 2870; usual cut-offs are 2,048 to 8,192 tokens. 8,192 is our choice.',
  },
  options: { warnAbove: numberOption('Cut-off', 8_192, TOKENS) },
  run(sample, _context, { warnAbove }) {
    const found = new Findings(CODE)
    const { branches } = sample
    let tokens = estimateTokens(sample)
    if (tokens <= warnAbove) return found.list
    if (branches.length > 1)
      tokens = Math.max(
        ...branches.map((branch) => estimateTokens({ ...sample, branches: [branch] })),
      )
    if (tokens > warnAbove)
      found.add(
        'warning',
        `This sample has about ${tokens.toLocaleString('en-US')} tokens (an estimate). A trainer that cuts at ${warnAbove.toLocaleString('en-US')} loses its end.`,
        '',
      )
    return found.list
  },
})
