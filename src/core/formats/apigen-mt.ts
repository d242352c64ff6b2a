import { isJsonObject, type Json } from '../model/json.ts'
import type { RecordFormat } from './format.ts'
import { shareGptFormat } from './sharegpt.ts'

/**
 * APIGen-MT (Salesforce): `system`, `tools` and `conversations` in the roles human, gpt, function_call
 * and observation. LLaMA-Factory's ShareGPT records with tools have the same layout, and are read the
 * same; what names this set is that `system` is the policy of a domain.
 */
export const apigenMt: RecordFormat = shareGptFormat({
  id: 'apigen-mt',
  refines: ['sharegpt'],

  detect(record) {
    const { system, tools, conversations } = record
    const isPolicy = typeof system === 'string' && /\bpolicy\b/i.test(system)
    if (!isPolicy || tools === undefined || !Array.isArray(conversations))
      return { score: 0, reason: '' }
    const calls = (conversations as readonly Json[]).some(
      (turn) => isJsonObject(turn) && turn.from === 'function_call',
    )
    return calls
      ? { score: 0.97, reason: 'a policy in `system`, `tools`, and function_call turns' }
      : { score: 0, reason: '' }
  },
})
