import { countCalls, hasCall } from '../checks/conversation.ts'
import { roleOrder } from '../checks/role-order.ts'
import type { MessageRef } from '../model/sample.ts'
import { resultsOf } from './calls.ts'
import { Draft } from './draft.ts'
import { obstacle, refuse, type Fix } from './fix.ts'
import { counted } from './words.ts'

export const mergeCalls: Fix = {
  id: 'merge-calls',
  title: 'Merge the calls',
  help: 'Joins assistant messages in a row that all call tools to one message of parallel calls. Their results become one message too where they have no ids; results with ids stay apart, since each answers its own call.',
  mends: [roleOrder.code],
  propose(subject, findings) {
    const barred = obstacle(subject)
    if (barred) return barred
    const draft = new Draft(subject)
    let merged = 0
    const batches = new Map<string, MessageRef>()
    for (const at of placesOf(findings)) {
      const first = firstOfRun(draft, at)
      if (!first) continue
      merged++
      batches.set(`${first.lane} ${first.index}`, first)
      draft.setParts(first, [...draft.at(first)!.parts, ...draft.at(at)!.parts])
      draft.remove(at)
      mergeResults(draft, at)
    }
    if ([...batches.values()].some((batch) => !hasAllResults(draft, batch)))
      return refuse('Calls and results differ in number, so parallel calls would lose their own.')
    return draft.finish(`Merges ${counted(merged + 1, 'message')} of calls`)
  },
}

/** Places of findings about the order of roles, in reading order. */
export function placesOf(
  findings: readonly { readonly code: string; readonly at?: MessageRef }[],
): MessageRef[] {
  return findings
    .flatMap(({ code, at }) => (code === roleOrder.code && at ? [at] : []))
    .toSorted((a, b) => a.lane - b.lane || a.index - b.index)
}

/** Where the run of messages with calls begins that this one goes on; undefined where it is none. */
function firstOfRun(draft: Draft, { lane, index }: MessageRef): MessageRef | undefined {
  const isCaller = (ref: MessageRef) => {
    const message = draft.at(ref)
    return message?.role === 'assistant' && hasCall(message)
  }
  if (!isCaller({ lane, index })) return undefined
  let first = index - 1
  // What was merged before is gone.
  while (first >= 0 && !draft.at({ lane, index: first })) first--
  return first >= 0 && isCaller({ lane, index: first }) ? { lane, index: first } : undefined
}

/** Makes the results behind a place one message, where none of them has an id. */
function mergeResults(draft: Draft, { lane, index }: MessageRef): void {
  const run: MessageRef[] = []
  for (let i = index + 1; draft.at({ lane, index: i })?.role === 'tool'; i++)
    run.push({ lane, index: i })
  const [first, ...others] = run
  const parts = run.flatMap((ref) => draft.at(ref)!.parts)
  if (!first || parts.some((part) => part.t === 'result' && part.callId !== undefined)) return
  if (others.length === 0) return
  draft.setParts(first, parts)
  others.forEach((ref) => draft.remove(ref))
}

/** Whether each call of a merged batch has a result, or none has because the branch ends on them. */
function hasAllResults(draft: Draft, at: MessageRef): boolean {
  const results = resultsOf(draft, at).length
  return results === 0 || results >= countCalls(draft.at(at)!)
}
