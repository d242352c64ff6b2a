import type { TrainingTarget } from '../../../core/checks/training-target.ts'

const TRAINERS: Readonly<Record<string, string>> = {
  'llama-factory': 'LLaMA-Factory',
  trl: 'TRL',
  verl: 'verl',
  openai: 'OpenAI',
}

const STAGES: Readonly<Record<string, string>> = {
  sft: 'SFT',
  rm: 'reward model',
  reward: 'reward model',
  dpo: 'DPO',
  kto: 'KTO',
  ppo: 'PPO',
  grpo: 'GRPO',
  rl: 'RL',
  chat: 'fine-tuning',
  preference: 'preference',
}

/** A target as people name it: "LLaMA-Factory DPO". */
export function targetTitle(target: TrainingTarget): string {
  const [trainer = '', stage = ''] = target.split('/')
  return `${TRAINERS[trainer] ?? trainer} ${STAGES[stage] ?? stage}`
}
