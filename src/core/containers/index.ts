import type { ContainerId, Cutter, CutterCheckpoint } from './cutter.ts'
import { JsonlCutter } from './jsonl.ts'
import { ValueCutter } from './values.ts'

export type { ContainerId, Cutter, CutterCheckpoint, RecordSpans } from './cutter.ts'
export { detectContainer, type ContainerVerdict } from './detect.ts'

/** A cutter for a container, from the start of the stream or from a checkpoint's byte on. */
export function createCutter(container: ContainerId, from?: CutterCheckpoint): Cutter {
  if (from && from.container !== container)
    throw new Error(`the checkpoint is of a ${from.container} file, not of ${container}`)
  return container === 'jsonl' ? new JsonlCutter(from) : new ValueCutter(container, from)
}
