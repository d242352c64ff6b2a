import { budgetSteps } from './budget-steps.ts'
import { callEncoded } from './call-encoded.ts'
import { callExtra } from './call-extra.ts'
import { callParse } from './call-parse.ts'
import { callSchema } from './call-schema.ts'
import { callUnknown } from './call-unknown.ts'
import type { Check } from './check.ts'
import { endCut } from './end-cut.ts'
import { endEmpty } from './end-empty.ts'
import { endMissing } from './end-missing.ts'
import { idPair } from './id-pair.ts'
import { loopCallOnly } from './loop-call-only.ts'
import { loopCycle } from './loop-cycle.ts'
import { loopError } from './loop-error.ts'
import { loopExact } from './loop-exact.ts'
import { loopMonologue } from './loop-monologue.ts'
import { loopNear } from './loop-near.ts'
import { loopNoProgress } from './loop-no-progress.ts'
import { messageEmpty } from './message-empty.ts'
import { pairFormatOnly } from './pair-format-only.ts'
import { pairJudge } from './pair-judge.ts'
import { pairPrompt } from './pair-prompt.ts'
import { pairReasoning } from './pair-reasoning.ts'
import { pairSame } from './pair-same.ts'
import { roleOrder } from './role-order.ts'
import { checkCrash } from './check-crash.ts'
import type { CheckSettings } from './settings.ts'
import { CheckSuite } from './suite.ts'
import { schema } from './schema.ts'
import { toolLong } from './tool-long.ts'
import { toolsSchema } from './tools-schema.ts'
import { textEncoding } from './text-encoding.ts'
import { textHidden } from './text-hidden.ts'
import { secret } from './secret.ts'
import { pii } from './pii.ts'
import { toolsDuplicate } from './tools-duplicate.ts'
import { toolsMissing } from './tools-missing.ts'
import { resultOrder } from './result-order.ts'
import { refusal } from './refusal.ts'
import { textRepeat } from './text-repeat.ts'
import { callArgsUnsupported } from './call-args-unsupported.ts'
import { lengthSample } from './length-sample.ts'
import { injection } from './injection.ts'

/**
 * All checks. The place in this list is the check's bit in the stored columns: new ones go to the
 * end, and none is ever moved or taken out.
 */
export const CHECKS: readonly Check[] = [
  checkCrash,
  schema,
  toolsSchema,
  roleOrder,
  callParse,
  callUnknown,
  callSchema,
  callExtra,
  idPair,
  loopExact,
  loopCycle,
  loopCallOnly,
  loopError,
  toolLong,
  pairPrompt,
  pairSame,
  pairFormatOnly,
  endMissing,
  endEmpty,
  messageEmpty,
  loopNear,
  loopNoProgress,
  loopMonologue,
  budgetSteps,
  endCut,
  pairJudge,
  pairReasoning,
  callEncoded,
  textEncoding,
  textHidden,
  secret,
  pii,
  toolsDuplicate,
  toolsMissing,
  resultOrder,
  refusal,
  textRepeat,
  callArgsUnsupported,
  lengthSample,
  injection,
]

/** Raised whenever a check is added or judges otherwise: datasets tell by it that theirs are older. */
export const CHECKS_VERSION = 3

const byCode = new Map(CHECKS.map((check, index) => [check.code, { check, index }]))

export function checkByCode(code: string): Check | undefined {
  return byCode.get(code)?.check
}

/** The check's place in `CHECKS`, which is its bit in the columns. Throws on an unknown code. */
export function checkIndex(code: string): number {
  const entry = byCode.get(code)
  if (!entry) throw new Error(`no check is called ${code}`)
  return entry.index
}

/** All checks as they are set. */
export function suiteOf(settings: CheckSettings): CheckSuite {
  return new CheckSuite(settings, CHECKS)
}

/** Those that cost little, for the first pass over a large file. */
export function lightSuiteOf(settings: CheckSettings): CheckSuite {
  return new CheckSuite(
    settings,
    CHECKS.filter(({ deep }) => !deep),
  )
}

/** All checks as they come. */
export const DEFAULT_SUITE = suiteOf({})
