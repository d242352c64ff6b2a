import { describe, expect, test } from 'vitest'
import type { CheckReport } from './check-report.ts'
import { reportMarkdown } from './markdown.ts'

const REPORT: CheckReport = {
  version: 1,
  dataset: 'airline | <b>',
  madeAt: Date.UTC(2026, 10, 29, 6, 30),
  files: [{ name: 'a_b.jsonl', format: 'openai', records: 3000, bytes: 12_345, sha256: 'ab12' }],
  settings: { target: 'llama-factory/dpo', checks: { 'tool.long': { on: false } } },
  samples: 3000,
  unreadable: 1,
  withErrors: 2,
  withWarnings: 300,
  clean: 2697,
  checks: [
    {
      code: 'end.missing',
      title: 'No final answer',
      severity: 'warning',
      samples: 300,
      why: 'What stands last is what is trained.',
      remedy: 'Cut the tail.',
      example: { record: 7, message: 'It ends in\n<script>alert(1)</script> | *x*' },
    },
  ],
  set: [
    { source: 'a_b.jsonl', code: 'set.length', severity: 'warning', message: 'Chosen is longer.' },
  ],
  quiet: [{ code: 'role.order', title: 'Roles out of order' }],
  off: [{ code: 'tool.long', title: 'Over-long tool result' }],
  tokens: { step: 500, samples: [2000, 0, 1000] },
  work: { todo: 2999, kept: 1 },
}

describe('the report as Markdown', () => {
  const text = reportMarkdown(REPORT)

  test('holds the counts with their shares', () => {
    expect(text).toContain('| all | 3,000 |')
    expect(text).toContain('| unreadable | 1 | <0.1 % |')
    expect(text).toContain('| clean | 2,697 | 90 % |')
    expect(text).toContain('| No final answer | `end.missing` | warning | 300 | 10 % |')
    expect(text).toContain('| 0 to 499 | 2,000 |\n| 1,000 to 1,499 | 1,000 |')
  })

  test('says how the checks were set', () => {
    expect(text).toContain('Made on 2026-11-29 06:30 UTC, judged for llama-factory/dpo.')
    expect(text).toContain('## Checks that were off\n\n- Over-long tool result (`tool.long`)')
    expect(text).toContain('"tool.long": {')
    expect(reportMarkdown({ ...REPORT, settings: {}, off: [] })).not.toContain('## Settings')
  })

  test('says what is so of the set', () => {
    expect(text).toContain('- warning, a&#95;b.jsonl: Chosen is longer. (`set.length`)')
    expect(reportMarkdown({ ...REPORT, set: [] })).not.toContain('## The set')
  })

  test('takes nothing in the data for its own signs', () => {
    expect(text).not.toMatch(/<script|<b>/)
    expect(text).toContain('&#60;script&#62;alert&#40;1&#41;&#60;/script&#62; &#124; &#42;x&#42;')
    expect(text).toContain('# Checks of “airline &#124; &#60;b&#62;”')
  })

  test('says that nothing was found', () => {
    expect(reportMarkdown({ ...REPORT, checks: [] })).toContain('No check found anything.')
  })
})
