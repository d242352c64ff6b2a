import { describe, expect, test } from 'vitest'
import { checkByCode } from '../checks/index.ts'
import { runCheck } from '../testing/check-cases.ts'
import { presentSample } from '../model/tree.ts'
import { messageText } from '../model/message.ts'
import type { Sample } from '../model/sample.ts'
import { trace } from '../testing/trace.ts'
import { applyEdits } from './apply.ts'
import { UNTOUCHED } from './edit.ts'
import { leaveLoop, loopSpan } from './loops.ts'

const STUCK = 'u:Go a:Looking +get#1 t#1:no +get#2 t#2:no +get#3 t#3:no a:Nothing'
const ROUND = 'u +a#1 t#1:x +b#2 t#2:y +a#3 t#3:x +b#4 t#4:y +a#5 t#5:x +b#6 t#6:y u a'

async function spanOf(sample: Sample, code: string) {
  const [finding] = await runCheck(checkByCode(code)!, sample)
  return loopSpan(sample, finding!)!
}

async function left(notation: string, code: string) {
  const sample = trace(notation)
  const done = leaveLoop({ sample, state: UNTOUCHED }, await spanOf(sample, code))
  if (!done.ok) throw new Error(done.error.kind)
  const state = applyEdits(sample, UNTOUCHED, done.value.edits)
  if (!state.ok) throw new Error(state.error.kind)
  return { present: presentSample(sample, state.value.tree), state: state.value }
}

describe('the span of a loop', () => {
  test('goes from the first pass to behind the last result', async () => {
    const sample = trace(STUCK)
    expect(await spanOf(sample, 'loop.exact')).toEqual({
      period: 1,
      passes: 3,
      first: 2,
      second: 4,
      end: 8,
    })
  })

  test('counts passes of several steps', async () => {
    expect(await spanOf(trace(ROUND), 'loop.cycle')).toEqual({
      period: 2,
      passes: 3,
      first: 1,
      second: 5,
      end: 13,
    })
  })

  test('is that of the conversation where the context holds the loop', async () => {
    const sample = trace('u +get#1 t#1:no +get#2 t#2:no +get#3 t#3:no | a')
    expect(await spanOf(sample, 'loop.exact')).toMatchObject({ first: 1, second: 3, end: 7 })
  })

  test('is none where a finding tells of no loop', async () => {
    const sample = trace('u a:')
    const [finding] = await runCheck(checkByCode('end.empty')!, sample)
    expect(loopSpan(sample, finding!)).toBeUndefined()
  })
})

describe('a pair of a loop', () => {
  test('rejected goes round again, chosen goes on with what stands behind', async () => {
    const { present, state } = await left(STUCK, 'loop.exact')
    expect(present.context).toHaveLength(4)
    const [chosen, rejected] = present.branches
    expect(chosen.messages.map(messageText)).toEqual(['Nothing'])
    expect(rejected!.messages).toHaveLength(5)
    expect(state.tree!.roles).toEqual({ chosen: 'n1', rejected: 'r0' })
    expect(await runCheck(checkByCode('loop.exact')!, { ...present, branches: [chosen] })).toEqual(
      [],
    )
  })

  test('chosen waits to be written where a user speaks next', async () => {
    const { present } = await left(ROUND, 'loop.cycle')
    expect(present.branches[0].messages).toEqual([])
    expect(present.branches[1]!.messages).toHaveLength(10)
  })

  test('is refused where there are branches already', async () => {
    const sample = trace('u +get#1 t#1:no +get#2 t#2:no +get#3 t#3:no | a:x / a:y')
    const span = await spanOf(sample, 'loop.exact')
    expect(leaveLoop({ sample, state: UNTOUCHED }, span)).toMatchObject({ ok: false })
  })
})
