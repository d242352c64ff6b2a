import type { Json } from '../../model/json.ts'

/** The trainer's names for who speaks. */
export type AlignedRole = 'user' | 'assistant' | 'observation' | 'function' | 'system'

export interface AlignedMessage {
  readonly role: AlignedRole
  /** As the row has it; whatever is not text stops the trainer later. */
  readonly content: Json
}

/** A row behind the converter, as every processor reads it. */
export interface AlignedRow {
  readonly prompt: readonly AlignedMessage[]
  readonly response: readonly AlignedMessage[]
  readonly system: Json
  readonly tools: Json
  readonly images: readonly Json[] | null
  readonly videos: readonly Json[] | null
  readonly audios: readonly Json[] | null
}

/**
 * What the trainer logs about a row, in the words of the recorded vectors. (That a media file is
 * missing it says once per run, about no row in particular; that is left out.)
 */
export type Warning =
  | 'invalid_role_tag'
  | 'invalid_message_count'
  | 'skipping'
  | 'dropped_invalid'
  | 'one_preference_type'

export interface Conversion {
  readonly row: AlignedRow
  readonly warnings: readonly Warning[]
}
