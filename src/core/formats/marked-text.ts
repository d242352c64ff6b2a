export { segmentsOf } from '../dialects/segments.ts'

/** What stands between several results in one message (LLaMA-Factory merges parallel results so). */
export const RESULT_JOINER = '\n</tool_response>\n<tool_response>\n'
