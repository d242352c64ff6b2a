import { buildPair, type PairError } from '../model/pair.ts'
import type { Finding } from '../model/finding.ts'
import { isDraft, refuseForTraining } from './admission.ts'
import { heldBack, type HeldBack, type HeldBackReason } from './held-back.ts'
import { datasetInfo, finishRows, writePrompt, type EntryShape } from './llama-factory.ts'
import { isBlank, renderStep, sameStep, toSteps, type Step, type Transformations } from './steps.ts'
import type { Converted, ExportSample, RowTarget } from './target.ts'

const SHAPE: EntryShape = {
  stage: 'dpo',
  ranking: true,
  columns: {
    messages: 'conversations',
    chosen: 'chosen',
    rejected: 'rejected',
    system: 'system',
    tools: 'tools',
  },
}

/** Pairs for `stage: dpo` (and `rm`): one message a side, at the first step where they differ. */
export const llamaFactoryDpo: RowTarget = {
  id: 'llama-factory/dpo',
  title: 'LLaMA-Factory DPO',
  convert,
  sideFiles: (request) => [{ name: 'dataset_info.json', text: datasetInfo(SHAPE, request) }],
}

const PAIR_REASONS: Readonly<Record<PairError['kind'], HeldBackReason>> = {
  noSides: 'notAPair',
  apart: 'apart',
  emptySide: 'emptySide',
  stale: 'stale',
  promptEnd: 'promptEnd',
  identical: 'identical',
}

function convert(exported: ExportSample, findings: readonly Finding[]): Converted {
  const { sample, state } = exported
  const refused = refuseForTraining(exported, findings)
  if (refused) return refused
  if (isDraft(sample, state)) return heldBack('draft')
  if (state.tree?.context.some((item) => item.stale)) return heldBack('stale')
  const built = buildPair(sample, state.tree)
  if (!built.ok) return heldBack(PAIR_REASONS[built.error.kind])

  const pair = built.value
  const prompt = toSteps(pair.prompt)
  const chosen = toSteps(pair.chosen, pair.prompt.length)
  const rejected = toSteps(pair.rejected, pair.prompt.length)
  const fork = firstDifference(chosen, rejected)
  if (!fork.ok) return fork

  const done: Transformations = new Set()
  if (fork.at > 0) done.add('Steps that both sides share moved into the prompt')
  const sides: Step[] = [fork.chosen, fork.rejected]
  if (sides.some(isBlank)) return heldBack('blank')
  const written = writePrompt(
    [...prompt, ...chosen.slice(0, fork.at)],
    fork.chosen,
    pair.tools,
    done,
  )
  if (!written.ok) return written
  const better = renderStep(fork.chosen, done)
  if (!better.ok) return better
  const worse = renderStep(fork.rejected, done)
  if (!worse.ok) return worse

  const stepsLeftOut = chosen.length + rejected.length - 2 * (fork.at + 1)
  if (stepsLeftOut > 0) done.add('Steps behind the first difference left out')
  const { conversations, system, tools } = written
  const row = {
    conversations,
    chosen: better.message,
    rejected: worse.message,
    system,
    tools,
  }
  return finishRows([row], SHAPE, done, stepsLeftOut)
}

type Fork =
  | { readonly ok: true; readonly at: number; readonly chosen: Step; readonly rejected: Step }
  | HeldBack

/**
 * The first step in which the sides differ, if it is the assistant's on both. Behind it the contexts
 * differ, so nothing there can be compared (spec §9).
 */
function firstDifference(chosen: readonly Step[], rejected: readonly Step[]): Fork {
  for (let at = 0; ; at++) {
    const ours = chosen[at]
    const theirs = rejected[at]
    if (!ours && !theirs) return heldBack('identical')
    if (!ours || !theirs) return heldBack('strictPrefix')
    if (sameStep(ours, theirs)) continue
    if (ours.speaker !== 'assistant' || theirs.speaker !== 'assistant')
      return heldBack('environment', `The sides differ first in message ${ours.number}.`)
    return { ok: true, at, chosen: ours, rejected: theirs }
  }
}
