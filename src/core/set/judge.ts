import { tuningOf, type CheckSettings } from '../checks/settings.ts'
import type { Sample } from '../model/sample.ts'
import type { Digests } from './digests.ts'
import { SET_CHECKS } from './index.ts'
import { Pace, type PaceOptions } from './pace.ts'
import { CheckReport, namesByFile, type JudgedSet, type SetReceiver } from './set-check.ts'

export interface SetToJudge extends PaceOptions {
  readonly digests: Digests
  /** Reads a record again, with exact texts; undefined where that cannot be. */
  readonly read: (record: number) => Promise<Sample | undefined>
  /** How the checks are set; absent: as they come. */
  readonly settings?: CheckSettings
  /** How records are named in messages; absent: by their number, from 0 in each file. */
  readonly nameOf?: JudgedSet['nameOf']
}

/**
 * Runs the checks of the whole set, one after another. What they find goes to the receiver as it is
 * found. Rejects with the signal's reason where it is called off.
 */
export async function judgeSet(
  { digests, read, settings = {}, nameOf, ...pace }: SetToJudge,
  receiver: SetReceiver,
): Promise<void> {
  const set: JudgedSet = {
    digests,
    read,
    nameOf: nameOf ?? namesByFile(digests),
    pace: new Pace(pace),
    shared: { told: new Set() },
  }
  for (const check of SET_CHECKS) {
    const { on, severity, options } = tuningOf(check, settings)
    if (!on) continue
    set.pace.begin(check.code)
    await check.judge(set, new CheckReport(check.code, severity, set, receiver), options)
  }
}
