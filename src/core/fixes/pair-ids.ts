import { idPair } from '../checks/id-pair.ts'
import type { CallPart, Part, ResultPart } from '../model/message.ts'
import { CONTEXT_LANE, type MessageRef } from '../model/sample.ts'
import { Draft } from './draft.ts'
import { obstacle, refuse, type Fix } from './fix.ts'
import { counted } from './words.ts'

export const pairIds: Fix = {
  id: 'pair-ids',
  title: 'Pair the ids',
  help: 'Gives a call whose id was used before an id of its own, and the results of a batch the ids of its calls: by id where one fits, the others in their order. Where calls and results differ in number or name, nothing is guessed.',
  mends: [idPair.code],
  propose(subject, findings) {
    const barred = obstacle(subject)
    if (barred) return barred
    if (!findings.some(({ code }) => code === idPair.code)) return null
    const draft = new Draft(subject)
    const shared = new Set<string>()
    let ids = pairLane(draft, CONTEXT_LANE, shared)
    for (const lane of draft.lanes)
      if (lane !== CONTEXT_LANE) ids += pairLane(draft, lane, new Set(shared))
    if (ids === 0)
      return refuse(
        'Calls and results differ in number or name, so their order does not pair them.',
      )
    return draft.finish(`Pairs ${counted(ids, 'id')}`)
  },
}

interface Spot<P> {
  readonly at: MessageRef
  readonly index: number
  readonly part: P
}

/** Pairs the batches of a lane; how many ids were changed. `used` are those of calls before it. */
function pairLane(draft: Draft, lane: number, used: Set<string>): number {
  let changed = 0
  let calls: Spot<CallPart>[] = []
  let results: Spot<ResultPart>[] = []
  const close = () => {
    changed += pairBatch(draft, calls, results, used)
    calls = []
    results = []
  }
  for (let index = 0; index < draft.length(lane); index++) {
    const at = { lane, index }
    const message = draft.at(at)!
    if (message.role === 'system' || message.role === 'developer') continue
    // A user's words end a batch; so does what the assistant says once a result has come.
    if (message.role !== 'tool' && (message.role === 'user' || results.length > 0)) close()
    message.parts.forEach((part, i) => {
      if (part.t === 'call') {
        if (results.length > 0) close()
        calls.push({ at, index: i, part })
      } else if (part.t === 'result') results.push({ at, index: i, part })
    })
  }
  close()
  return changed
}

function pairBatch(
  draft: Draft,
  calls: readonly Spot<CallPart>[],
  results: readonly Spot<ResultPart>[],
  used: Set<string>,
): number {
  const answers = new Map<Spot<CallPart>, Spot<ResultPart>>()
  const left = results.filter((result) => {
    const own = calls.find(
      (call) =>
        !answers.has(call) &&
        call.part.call.id !== undefined &&
        call.part.call.id === result.part.callId,
    )
    if (own) answers.set(own, result)
    return !own
  })
  const waiting = calls.filter((call) => !answers.has(call))
  const isPaired =
    left.length === waiting.length &&
    left.every(({ part }, i) => part.name === undefined || part.name === waiting[i]!.part.call.name)
  if (isPaired) waiting.forEach((call, i) => answers.set(call, left[i]!))
  let changed = 0
  for (const spot of calls) {
    const { id } = spot.part.call
    const answer = answers.get(spot)
    if (id === undefined || id === '') continue
    const own = used.has(id) ? freshId(id, used) : id
    used.add(own)
    if (own !== id) {
      put(draft, spot, { ...spot.part, call: { ...spot.part.call, id: own } })
      changed++
    }
    if (answer && (answer.part.callId ?? own) !== own) {
      put(draft, answer, { ...answer.part, callId: own })
      changed++
    }
  }
  return changed
}

function freshId(id: string, used: ReadonlySet<string>): string {
  let n = 2
  while (used.has(`${id}-${n}`)) n++
  return `${id}-${n}`
}

function put(draft: Draft, { at, index }: Spot<Part>, part: Part): void {
  draft.setParts(
    at,
    draft.at(at)!.parts.map((one, i) => (i === index ? part : one)),
  )
}
