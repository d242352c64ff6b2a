import { sameJson } from '../export/exact-json.ts'
import { equalData } from '../json/equal.ts'
import type { Message, ToolCall, ToolSet } from '../model/message.ts'
import type { RecordedBranch, Sample } from '../model/sample.ts'

/** What a row keeps of a message beside its words. */
export interface Keeps {
  /** Ids of calls, and ids and names of results. */
  readonly ids: boolean
  /** Whether tools keep their exact text; else what it says is enough (another vendor's keys). */
  readonly toolText?: boolean
}

/**
 * Whether two samples say the same: speakers, words, thoughts, calls with their exact arguments,
 * results, labels and the pair. Merged results count as the messages that they were.
 */
export function sameSample(a: Sample, b: Sample, keeps: Keeps): boolean {
  if ((a.recordedPair === undefined) !== (b.recordedPair === undefined)) return false
  const [ours, theirs] = [branchesOf(a), branchesOf(b)]
  return (
    ours.length === theirs.length &&
    sameTools(a.tools, b.tools, keeps) &&
    ours.every((branch, i) => {
      const other = theirs[i]!
      return (
        branch.label === other.label &&
        sameLine([...a.context, ...branch.messages], [...b.context, ...other.messages], keeps)
      )
    })
  )
}

/** The branches, those of a pair first: where the sides stand in a record says nothing. */
function branchesOf({ branches, recordedPair: pair }: Sample): readonly RecordedBranch[] {
  if (!pair) return branches
  const others = branches.filter((_, i) => i !== pair.chosen && i !== pair.rejected)
  return [branches[pair.chosen]!, branches[pair.rejected]!, ...others]
}

function sameTools(a: ToolSet, b: ToolSet, { toolText = true }: Keeps): boolean {
  if (a.defs.length !== b.defs.length) return false
  if (toolText) return a.defs.length === 0 || sameJson(a.text, b.text)
  return a.defs.every(({ name, description, schema }, i) => {
    const other = b.defs[i]!
    return (
      name === other.name && description === other.description && equalData(schema, other.schema)
    )
  })
}

function sameLine(a: readonly Message[], b: readonly Message[], keeps: Keeps): boolean {
  const [ours, theirs] = [a, b].map((line) => line.flatMap((message) => atoms(message, keeps)))
  return (
    ours!.length === theirs!.length &&
    ours!.every((atom, i) => {
      const other = theirs![i]!
      return (
        atom.say === other.say &&
        (atom.call === undefined || other.call === undefined
          ? atom.call === other.call
          : sameCall(atom.call, other.call))
      )
    })
  )
}

interface Atom {
  readonly say: string
  readonly call?: ToolCall
}

function atoms({ role, parts }: Message, { ids }: Keeps): Atom[] {
  if (parts.length === 0) return [{ say: `${role} says nothing` }]
  return parts.map((part, i): Atom => {
    // Messages of one speaker stay apart, but for the results of parallel calls.
    const place = role === 'tool' ? '' : i === 0 ? 'first' : 'next'
    if (part.t === 'call')
      return {
        say: JSON.stringify([
          role,
          place,
          'call',
          part.call.name,
          ids ? (part.call.id ?? null) : null,
        ]),
        call: part.call,
      }
    if (part.t === 'result')
      return {
        say: JSON.stringify([
          role,
          'result',
          part.text,
          ids ? [part.callId ?? null, part.name ?? null, part.isError ?? false] : null,
        ]),
      }
    if (part.t === 'reasoning')
      return { say: JSON.stringify([role, place, 'reasoning', part.text]) }
    return { say: JSON.stringify([role, place, part]) }
  })
}

function sameCall(a: ToolCall, b: ToolCall): boolean {
  return a.argsText !== undefined && b.argsText !== undefined && sameJson(a.argsText, b.argsText)
}
