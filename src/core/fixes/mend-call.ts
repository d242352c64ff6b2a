import { isJsonObject, type Json } from '../model/json.ts'
import type { ToolCall } from '../model/message.ts'
import { mendCalls, type MendedCall } from './calls.ts'
import { Draft } from './draft.ts'
import { obstacle, refuse, type Fix } from './fix.ts'
import { counted } from './words.ts'

const MENDS = ['call.parse', 'call.encoded']
/** The rule of the ladder that takes the first of several values and loses the others. */
const TAKES_FIRST = 7

export const mendCall: Fix = {
  id: 'mend-call',
  title: 'Mend the call',
  help: 'Writes a call anew as its repairs say: broken JSON mended, arguments that are text decoded to an object, missing arguments written as {}. Name and values stay as they were meant.',
  mends: MENDS,
  propose(subject, findings) {
    const barred = obstacle(subject)
    if (barred) return barred
    const draft = new Draft(subject)
    const { calls, reason } = mendCalls(draft, findings, MENDS, mended)
    if (calls.length === 0) return reason === undefined ? null : refuse(reason)
    return draft.finish(`Mends ${counted(calls.length, 'call')}`)
  },
}

function mended(call: ToolCall): MendedCall {
  const { error, mend, ...readable } = call
  if (mend) {
    if (mend.repairs.some(({ rule }) => rule === TAKES_FIRST))
      return 'More than one call stands in the broken text. Write them by hand.'
    return {
      ...readable,
      name: mend.name,
      args: JSON.parse(mend.argsText) as Json,
      argsText: mend.argsText,
      argsWas: plainly(call),
    }
  }
  if (error) return 'No repair mends the call. Write it by hand.'
  if (call.name === '') return 'The call names no tool. Write the name by hand.'
  if (call.argsWas === 'absent')
    return { ...readable, args: {}, argsText: '{}', argsWas: plainly(call) }
  if (!isJsonObject(call.args))
    return 'The arguments are no object, and nothing says what they are called. Name them by hand.'
  const argsWas = plainly(call)
  return argsWas === call.argsWas ? undefined : { ...readable, argsWas }
}

/** How the call's manner holds arguments when it is as it should be. */
function plainly({ argsWas, dialect }: ToolCall): ToolCall['argsWas'] {
  if (argsWas === 'xml' || argsWas === 'python') return argsWas
  if (dialect === 'openai') return argsWas === 'object' ? 'object' : 'string'
  return 'object'
}
