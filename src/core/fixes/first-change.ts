import type { Sample } from '../model/sample.ts'

/** A message before and after, as text. */
export interface MessageChange {
  readonly message: number
  readonly before: string
  readonly after: string
}

/** The first message in which two states of a sample differ. */
export function firstChange(was: Sample, is: Sample): MessageChange {
  const before = textsOf(was)
  const after = textsOf(is)
  let at = 0
  while (at < before.length && before[at] === after[at]) at++
  return { message: at, before: before[at] ?? '', after: after[at] ?? '' }
}

function textsOf({ context, branches }: Sample): string[] {
  return [...context, ...branches.flatMap(({ messages }) => messages)].map((message) =>
    message.parts
      .map((part) =>
        part.t === 'call'
          ? `${part.call.name}(${part.call.argsText ?? ''})`
          : part.t === 'media'
            ? part.ref
            : part.text,
      )
      .join('\n'),
  )
}
