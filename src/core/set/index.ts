import { setAgree } from './agree.ts'
import { setCallBias } from './call-bias.ts'
import { setContradict } from './contradict.ts'
import { setDup } from './dup.ts'
import { setLabelBoth } from './label-both.ts'
import { setLabels } from './labels.ts'
import { setLeak } from './leak.ts'
import { setLength } from './length.ts'
import { setNear } from './near.ts'
import { setNeighbours } from './neighbours.ts'
import type { DatasetCheck } from './set-check.ts'
import { setShortcut } from './shortcut.ts'
import { setTools } from './tools.ts'
import { setTypes } from './types.ts'

/**
 * All checks of the whole set, in the order in which they run: some build on what others before them
 * found (`SharedFacts`). New ones go to the end.
 */
export const SET_CHECKS: readonly DatasetCheck[] = [
  setDup,
  setNear,
  setLeak,
  setContradict,
  setLabelBoth,
  setLabels,
  setNeighbours,
  setLength,
  setCallBias,
  setShortcut,
  setTools,
  setTypes,
  setAgree,
]
