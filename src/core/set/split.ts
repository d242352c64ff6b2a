/** What a record is for: learnt from, or kept to measure by. */
export type Split = 'train' | 'valid' | 'test'

const WORDS: Readonly<Record<string, Split>> = {
  train: 'train',
  training: 'train',
  valid: 'valid',
  validation: 'valid',
  val: 'valid',
  dev: 'valid',
  eval: 'valid',
  evaluation: 'valid',
  test: 'test',
  testing: 'test',
  holdout: 'test',
  heldout: 'test',
}
const SPLITS = ['train', 'valid', 'test'] as const

/** The number of the split that a word names, 0 for none. Sets name parts too: `train_prefs`. */
export function splitCode(word: unknown): number {
  if (typeof word !== 'string') return 0
  const first = /^[a-z]+/.exec(word.trim().toLowerCase())?.[0] ?? ''
  return Object.hasOwn(WORDS, first) ? SPLITS.indexOf(WORDS[first]!) + 1 : 0
}

export function splitOfCode(code: number): Split | undefined {
  return SPLITS[code - 1]
}

/** The split that a file's name tells, by its last word that tells one; else its folder's name. */
export function splitOfFile(path: string): Split | undefined {
  const names = path.toLowerCase().split(/[\\/]/)
  const words = names.at(-1)!.split(/[^a-z]+/)
  const last = words.findLast((word) => Object.hasOwn(WORDS, word)) ?? names.at(-2) ?? ''
  return Object.hasOwn(WORDS, last) ? WORDS[last] : undefined
}
