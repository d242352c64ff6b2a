import type { Sample } from '../../core/model/sample.ts'

/** Stands for a sample whose messages do not matter, so that they need not be read. */
export const EMPTY_SAMPLE: Sample = {
  format: 'sharegpt',
  tools: { defs: [], encoding: 'absent', text: '' },
  context: [],
  branches: [{ messages: [] }],
  meta: {},
  extra: [],
  problems: [],
}
