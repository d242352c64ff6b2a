import type { Finding } from '../model/finding.ts'
import type { Message } from '../model/message.ts'
import type { Sample } from '../model/sample.ts'
import { presentSample, staleIndexes, type Item, type Tree } from '../model/tree.ts'
import { isDraft, refuseForTraining } from './admission.ts'
import { heldBack, type HeldBack } from './held-back.ts'
import { datasetInfo, finishRows, writePrompt, type EntryShape, type Row } from './llama-factory.ts'
import { NeighbourArranger } from './neighbours.ts'
import { isBlank, renderStep, toSteps, type Transformations } from './steps.ts'
import type { Converted, ExportSample, RowTarget } from './target.ts'

const SHAPE: EntryShape = {
  stage: 'kto',
  ranking: false,
  columns: {
    messages: 'conversations',
    kto_tag: 'label',
    system: 'system',
    tools: 'tools',
  },
}

/** Labelled completions for `stage: kto`: the last answer is judged, all before it is prompt. */
export const llamaFactoryKto: RowTarget = {
  id: 'llama-factory/kto',
  title: 'LLaMA-Factory KTO',
  convert,
  arrange: () => new NeighbourArranger(),
  sideFiles: (request) => [{ name: 'dataset_info.json', text: datasetInfo(SHAPE, request) }],
}

/** A branch to be judged. */
interface Judged {
  readonly branch: number
  readonly label: boolean
}

function convert(exported: ExportSample, findings: readonly Finding[]): Converted {
  const { state } = exported
  const refused = refuseForTraining(exported, findings)
  if (refused) return refused
  // A label is a finished judgement, so a labelled fork or edit is no draft.
  const hasOneBranch = (state.tree ?? exported.sample).branches.length === 1
  if (state.label === null && !hasOneBranch && isDraft(exported.sample, state))
    return heldBack('draft')
  if (!state.tree && exported.sample.apart && state.label === null) return heldBack('apart')

  const present = presentSample(exported.sample, state.tree)
  const judged = judgedBranches(present, state.tree, state.label)
  if (judged.length === 0) return heldBack('noLabel')
  const done: Transformations = new Set()
  const rows: Row[] = []
  let leftOut = 0
  for (const { branch, label } of judged) {
    if (isStale(state.tree, branch)) return heldBack('stale')
    const { messages } = present.branches[branch]!
    const written = writeRow(present, messages, label, done)
    if (!written.ok) return written
    rows.push(written.row)
    leftOut += written.leftOut
  }
  return finishRows(rows, SHAPE, done, leftOut)
}

/**
 * The branches that carry a label. Chosen is not good by itself, so a pair is taken apart only when
 * both sides came with labels; otherwise the one label is about the chosen or only branch.
 */
function judgedBranches(present: Sample, tree: Tree | null, own: boolean | null): Judged[] {
  const pair = present.recordedPair
  if (pair && own === null) {
    const sides = [pair.chosen, pair.rejected].flatMap((branch): Judged[] => {
      const label = present.branches[branch]!.label
      return label === undefined ? [] : [{ branch, label }]
    })
    return sides.length === 2 ? sides : []
  }
  const roleIndex = tree?.branches.findIndex(({ id }) => id === tree.roles.chosen) ?? -1
  const chosen = pair?.chosen ?? (roleIndex >= 0 ? roleIndex : undefined)
  const branch = present.branches.length === 1 ? 0 : chosen
  if (branch === undefined) return []
  const label = own ?? present.branches[branch]!.label
  return label === undefined ? [] : [{ branch, label }]
}

function isStale(tree: Tree | null, branch: number): boolean {
  const lanes: (readonly Item[])[] = tree ? [tree.context, tree.branches[branch]?.items ?? []] : []
  return lanes.some((items) => staleIndexes(items).length > 0)
}

function writeRow(
  { context, tools: toolSet }: Sample,
  messages: readonly Message[],
  label: boolean,
  done: Transformations,
): { readonly ok: true; readonly row: Row; readonly leftOut: number } | HeldBack {
  const steps = toSteps([...context, ...messages])
  const last = steps.findLastIndex((step) => step.speaker === 'assistant')
  const answer = steps[last]
  if (!answer || answer.number < context.length) return heldBack('noAnswer')
  const leftOut = steps.length - 1 - last
  if (leftOut > 0) done.add('Messages behind the judged answer left out')
  // The trainer reads the label off an empty answer, so a blank one would change sides (spec §4).
  if (label && isBlank(answer)) return heldBack('blank', 'The desirable answer says nothing.')
  const prompt = writePrompt(steps.slice(0, last), answer, toolSet, done)
  if (!prompt.ok) return prompt
  const rendered = renderStep(answer, done)
  if (!rendered.ok) return rendered
  const { conversations, system, tools } = prompt
  const row = { conversations: [...conversations, rendered.message], label, system, tools }
  return { ok: true, row, leftOut }
}
