import { callUnknown } from '../checks/call-unknown.ts'
import { mendCalls, resultsOf } from './calls.ts'
import { Draft } from './draft.ts'
import { obstacle, refuse, type Fix } from './fix.ts'
import { counted } from './words.ts'

export const renameTool: Fix = {
  id: 'rename-tool',
  title: 'Correct the tool’s name',
  help: 'Writes the name of the one tool that differs in capitals, in “-”, “_” or spaces, or in a prefix such as “functions.” only. Other names are not guessed.',
  mends: [callUnknown.code],
  propose(subject, findings) {
    const barred = obstacle(subject)
    if (barred) return barred
    const draft = new Draft(subject)
    const names = subject.sample.tools.defs.map((tool) => tool.name)
    const { calls, reason } = mendCalls(draft, findings, [callUnknown.code], (call) => {
      if (call.name === '' || names.includes(call.name)) return undefined
      const name = sameTool(call.name, names)
      return name === undefined
        ? 'No tool of the record has the same name but for capitals, “-”, “_” or a prefix.'
        : { ...call, name }
    })
    if (calls.length === 0) return reason === undefined ? null : refuse(reason)
    for (const { was, is, at: caller } of calls)
      for (const { at, part } of resultsOf(draft, caller)) {
        if (part.name !== was.name) continue
        const { parts } = draft.at(at)!
        const renamed = { ...part, name: is.name }
        draft.setParts(
          at,
          parts.map((one) => (one === part ? renamed : one)),
        )
      }
    return draft.finish(`Corrects the name of ${counted(calls.length, 'call')}`)
  },
}

/** The only tool that is called so but for spelling; undefined where there is none, or several. */
export function sameTool(name: string, names: readonly string[]): string | undefined {
  const whole = names.filter((one) => plain(one) === plain(name))
  const found =
    whole.length > 0 ? whole : names.filter((one) => plain(bare(one)) === plain(bare(name)))
  return found.length === 1 && plain(bare(name)) !== '' ? found[0] : undefined
}

function plain(name: string): string {
  return name.toLowerCase().replace(/[-_\s]/g, '')
}

/** The name without what stands before its last “.”, “:” or “/”. */
function bare(name: string): string {
  return name.slice(Math.max(...['.', ':', '/'].map((mark) => name.lastIndexOf(mark))) + 1)
}
