import type { ContainerId, Cutter, CutterCheckpoint, RecordsPlace } from './cutter.ts'
import { JsonlCutter } from './jsonl.ts'
import { ValueCutter } from './values.ts'

export type { ContainerId, Cutter, CutterCheckpoint, RecordSpans, RecordsPlace } from './cutter.ts'
export { detectContainer, type ContainerVerdict } from './detect.ts'
export { findRecords, type FoundRecords } from './find.ts'

/** A cutter for a container, from the start of the stream or from a checkpoint's byte on. */
export function createCutter(container: ContainerId, from?: CutterCheckpoint): Cutter {
  if (from && from.container !== container)
    throw new Error(`the checkpoint is of a ${from.container} file, not of ${container}`)
  return container === 'jsonl' ? new JsonlCutter(from) : new ValueCutter(container, from)
}

/** The checkpoint at which cutting begins in a file that holds its records somewhere inside. */
export function beginAt(container: ContainerId, place: RecordsPlace): CutterCheckpoint {
  const { path, byteOffset, lineNumber, column } = place
  const state = { entered: 0, column, ...(path === '' ? {} : { nested: 1 }) }
  return { container, byteOffset, lineNumber, state }
}
