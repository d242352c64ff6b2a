/** What a person may tune of a check. Values are plain data, so that they can be saved and shared. */
export type OptionDef = NumberOption | WordsOption

export interface NumberOption {
  readonly kind: 'number'
  /** What the number is, in a few words: "Warning above". */
  readonly title: string
  readonly default: number
  readonly least: number
  readonly most: number
  /** What is counted: "characters". */
  readonly unit: string
}

export interface WordsOption {
  readonly kind: 'words'
  readonly title: string
  readonly default: readonly string[]
}

export type OptionDefs = Readonly<Record<string, OptionDef>>

/** A value for each option of a check. */
export type OptionValues<O extends OptionDefs> = {
  readonly [K in keyof O]: O[K] extends NumberOption ? number : readonly string[]
}
/** Values of options that are not known by name. */
export type AnyOptionValues = Readonly<Record<string, number | readonly string[]>>

export function numberOption(
  title: string,
  value: number,
  bounds: { readonly least: number; readonly most: number; readonly unit: string },
): NumberOption {
  return { kind: 'number', title, default: value, ...bounds }
}

export function wordsOption(title: string, words: readonly string[]): WordsOption {
  return { kind: 'words', title, default: words }
}

export const NO_OPTIONS: AnyOptionValues = {}

/** The values where nobody tuned anything. */
export function defaultsOf(options: OptionDefs | undefined): AnyOptionValues {
  if (!options) return NO_OPTIONS
  return Object.fromEntries(Object.entries(options).map(([name, def]) => [name, def.default]))
}
