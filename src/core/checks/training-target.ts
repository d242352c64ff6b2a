/**
 * What a set is to be trained with: trainer and stage. Checks judge some things otherwise for some of
 * them; without a target they judge for all.
 */
export const TRAINING_TARGETS = [
  'llama-factory/sft',
  'llama-factory/rm',
  'llama-factory/dpo',
  'llama-factory/kto',
  'llama-factory/ppo',
  'trl/sft',
  'trl/reward',
  'trl/dpo',
  'trl/kto',
  'trl/grpo',
  'verl/sft',
  'verl/rl',
  'openai/chat',
  'openai/preference',
] as const

export type TrainingTarget = (typeof TRAINING_TARGETS)[number]

/** One target, all of a trainer (`verl`), or all of a stage (`kto`). */
export type TargetKey = TrainingTarget | TrainerOf<TrainingTarget> | StageOf<TrainingTarget>
type TrainerOf<T extends string> = T extends `${infer Trainer}/${string}` ? Trainer : never
type StageOf<T extends string> = T extends `${string}/${infer Stage}` ? Stage : never

export function isTrainingTarget(text: string): text is TrainingTarget {
  return (TRAINING_TARGETS as readonly string[]).includes(text)
}

/** The keys that speak of a target, the general ones first: what a later one says, holds. */
export function keysOfTarget(target: TrainingTarget): readonly TargetKey[] {
  const [trainer, stage] = target.split('/') as [TrainerOf<TrainingTarget>, StageOf<TrainingTarget>]
  return [trainer, stage, target]
}
