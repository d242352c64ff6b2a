import { DIGEST_FLAGS, type SetPart } from './digests.ts'

/** The records of a part that hold all of these flags. */
function* recordsWith(part: SetPart, flags: Uint16Array, wanted: number): Generator<number> {
  for (let record = part.from; record < part.from + part.count; record++)
    if ((flags[record]! & wanted) === wanted) yield record
}

export function pairsOf(part: SetPart, flags: Uint16Array): number[] {
  return [...recordsWith(part, flags, DIGEST_FLAGS.hasPair)]
}

/** 1 where the answer is desirable, 0 where not, undefined without a label. */
export function labelOf(flags: number): 0 | 1 | undefined {
  if (flags & DIGEST_FLAGS.labelTrue) return 1
  return flags & DIGEST_FLAGS.labelFalse ? 0 : undefined
}

export function percent(share: number): string {
  return `${Math.round(100 * share)} %`
}

export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString('en-US')} ${count === 1 ? one : many}`
}

/** The records among the first `count` that are taken, in order. */
export function selectRecords(count: number, takes: (record: number) => boolean): Uint32Array {
  const all = new Uint32Array(count)
  let taken = 0
  for (let record = 0; record < count; record++) if (takes(record)) all[taken++] = record
  return all.slice(0, taken)
}
