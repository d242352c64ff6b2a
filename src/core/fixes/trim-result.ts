import { toolLong } from '../checks/tool-long.ts'
import { tuningOf, type CheckSettings } from '../checks/settings.ts'
import { Draft } from './draft.ts'
import { obstacle, type Fix } from './fix.ts'
import { counted } from './words.ts'

/** Of what stays, how much is head: what a tool says first tells most. */
const HEAD_SHARE = 2 / 3

export const trimResult: Fix = {
  id: 'trim-result',
  title: 'Trim the result',
  help: 'Keeps the head and the tail of a tool result and says between them how many characters were cut, so that the whole is as long as the check allows.',
  mends: [toolLong.code],
  propose(subject, findings, settings = {}) {
    const barred = obstacle(subject)
    if (barred) return barred
    const draft = new Draft(subject)
    const most = mostCharacters(settings)
    let results = 0
    for (const { code, at } of findings) {
      const message = at && code === toolLong.code ? draft.at(at) : undefined
      if (!at || !message) continue
      const parts = message.parts.map((part) => {
        const text = part.t === 'result' ? trimmed(part.text, most) : undefined
        if (part.t !== 'result' || text === undefined) return part
        results++
        return { ...part, text }
      })
      draft.setParts(at, parts)
    }
    return draft.finish(`Trims ${counted(results, 'result')}`)
  },
}

/** The most that the check says nothing of. */
function mostCharacters(settings: CheckSettings): number {
  const { options } = tuningOf(toolLong, settings)
  const bounds = [options.warnAbove, options.errorAbove].filter((one) => typeof one === 'number')
  return Math.min(...bounds)
}

/** Head and tail of a text of more than `most` characters; undefined where it is not that long. */
export function trimmed(text: string, most: number): string | undefined {
  if (text.length <= most) return undefined
  let total = 0
  for (const _ of text) total++
  if (total <= most) return undefined
  // The notice is as long as it gets; where there is no room for it, it is all that is left.
  const room = Math.max(0, most - notice(total).length)
  const head = Math.ceil(room * HEAD_SHARE)
  const tail = room - head
  const from = offsetOf(text, head)
  const to = offsetOf(text, total - tail)
  return text.slice(0, from) + notice(total - room) + text.slice(to)
}

function notice(cut: number): string {
  return `\n[… ${cut.toLocaleString('en-US')} characters cut …]\n`
}

/** Where the character of that number begins: no pair of surrogates is torn. */
function offsetOf(text: string, characters: number): number {
  let at = 0
  for (let i = 0; i < characters; i++) at += text.codePointAt(at)! > 0xffff ? 2 : 1
  return at
}
