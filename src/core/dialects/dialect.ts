import type { Span } from '../json/exact.ts'
import type { Dialect as DialectId, ReasoningWrap, ToolCall } from '../model/message.ts'

/** A call as its text says it; where in the record it stands is the reader's to add. */
export type CallReading = Omit<ToolCall, 'dialect' | 'path'>

/** A call to be written. `argsText` is JSON text. */
export interface WrittenCall {
  readonly id?: string
  readonly name: string
  readonly argsText: string
}

/** Where the parts of one call stand in the text, so that one can change and the rest stay. */
export interface CallPlace {
  readonly name: Span
  /** All arguments: JSON text, or everything from the first argument's mark to the last one's. */
  readonly args: Span
  /** Each argument's value, where the dialect writes them one by one. */
  readonly values?: readonly { readonly key: string; readonly value: Span }[]
}

interface Place {
  /** The content's place in the text, without its marks and the white space around it. */
  readonly start: number
  readonly end: number
}

export type Segment =
  | (Place & { readonly kind: 'text' })
  | (Place & { readonly kind: 'reasoning'; readonly wrap: ReasoningWrap })
  | (Place & {
      readonly kind: 'call'
      readonly dialect: DialectId
      /** One where the call has a `place`; a block of JSON may hold several. */
      readonly calls: readonly CallReading[]
      readonly place?: CallPlace
    })
  /** What a tool answered, inside an assistant's own text (ReAct). */
  | (Place & { readonly kind: 'result'; readonly name?: string; readonly callId?: string })

export type CallSegment = Extract<Segment, { kind: 'call' }>

/** Something to be written into one text, in the order in which it is said. */
export type Item =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'reasoning'; readonly text: string; readonly wrap: ReasoningWrap }
  | { readonly kind: 'call'; readonly call: WrittenCall }
  | { readonly kind: 'result'; readonly result: ResultText }

/** What a tool answered, as it stands in text. */
export interface ResultText {
  readonly text: string
  readonly name?: string
  readonly callId?: string
}

/** Segments of what begins at a mark, and where the text goes on behind it. */
export interface Block {
  readonly segments: readonly Segment[]
  readonly end: number
}

/** How results are written in a text of their own. */
export interface ResultManner {
  /** The results that a whole text consists of; null where it is something else. */
  read(text: string): readonly ResultText[] | null
  /** Where each of them stands in it, for the manners that put each between marks. */
  places?(text: string): readonly Span[] | null
  write(results: readonly ResultText[]): string
}

/** One manner of writing tool calls into text. One file each, and one line in `index.ts`. */
export interface Dialect {
  readonly id: DialectId
  readonly title: string
  /** What a block of this dialect begins with. Empty where only a whole text can be one. */
  readonly openers: readonly string[]
  /**
   * The block whose opener stands at `at`; null where it is none (it then is prose, or another
   * dialect's). Looks no further than `to`. With `exact` the arguments' exact text is kept.
   */
  readBlock?(text: string, at: number, to: number, exact: boolean): Block | null
  /**
   * The calls that a whole text is (`from` to `to`, white space off). Such texts look like answers:
   * whoever reads one takes it for calls only if all their names are known.
   */
  readWhole?(text: string, from: number, to: number, exact: boolean): readonly CallSegment[] | null
  /** The arguments as the dialect writes them in the place `args`. */
  writeArguments(argsText: string): string
  /** One argument's value in its place; undefined where the dialect has no such places. */
  writeValue?(valueText: string): string
  /** A text with everything in it, in the dialect's usual layout. */
  serialise(items: readonly Item[]): string
  readonly results?: ResultManner
}
