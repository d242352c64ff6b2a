/** The other ends of a ToolBench run's search tree, as branches that grow from its prompt. */
import type { Message, Part } from '../model/message.ts'
import type { RecordedBranch } from '../model/sample.ts'
import { callFrom } from '../dialects/read-call.ts'
import { readTextMessage } from './messages.ts'
import type { Reading } from './reading.ts'
import type { Spot } from './spot.ts'
import { scoreAt } from './trace.ts'

const MOST_BRANCHES = 64
const MOST_STEPS = 500

interface Step {
  readonly node: Spot
  readonly before: Step | undefined
  readonly depth: number
}

/**
 * One branch for every leaf of the tree below `root`, in the order in which they were tried. The path
 * that ended with the answer is left out where `hasAnswer` says that it stands elsewhere.
 */
export function treeBranches(root: Spot, hasAnswer: boolean, reading: Reading): RecordedBranch[] {
  const branches: RecordedBranch[] = []
  const waiting: Step[] = [{ node: root, before: undefined, depth: 0 }]
  for (let step = waiting.pop(); step; step = waiting.pop()) {
    const { node, depth } = step
    const children = node.at('children').elements()
    if (children.length > 0 && depth < MOST_STEPS) {
      for (const child of [...children].reverse())
        waiting.push({ node: child, before: step, depth: depth + 1 })
      continue
    }
    if (depth === 0 || (hasAnswer && node.at('finished').value === true)) continue
    if (branches.length === MOST_BRANCHES || children.length > 0) {
      const words = `The tree is larger than ${MOST_BRANCHES} ends or ${MOST_STEPS} steps.`
      reading.note('schema', root.path, `${words} The rest of it is not shown.`)
      break
    }
    const messages = pathMessages(step, reading)
    if (messages.length > 0)
      branches.push({ messages, scores: scoreAt(node.at('finished'), 'finished') })
  }
  return branches
}

/** A thought, an action and its input are one message; the observation is the tool's. */
function pathMessages(leaf: Step, reading: Reading): readonly Message[] {
  const nodes: Spot[] = []
  for (let step: Step | undefined = leaf; step?.before; step = step.before) nodes.push(step.node)
  const messages: Message[] = []
  let parts: Part[] = []
  let start: Spot | undefined
  let name = ''
  const close = () => {
    if (start && parts.length > 0)
      messages.push({ role: 'assistant', sourceRole: 'assistant', parts, path: start.path })
    parts = []
    start = undefined
  }
  for (const node of nodes.reverse()) {
    const text = node.at('description').string ?? ''
    const type = node.at('node_type').string
    if (type === 'Thought') {
      close()
      start = node
      parts.push(...readTextMessage('assistant', text, node.path, reading).parts)
    } else if (type === 'Action') {
      start ??= node
      name = text
    } else if (type === 'Action Input') {
      start ??= node
      const call = callFrom(
        { name, arguments: text },
        undefined,
        { dialect: 'trace', path: node.path },
        undefined,
      )
      parts.push({ t: 'call', call })
      close()
      const seen = node.at('observation')
      // The run ends with this call; what its end is answered is no turn.
      if (name === 'Finish' || !seen.isThere) continue
      messages.push({
        role: 'tool',
        sourceRole: 'function',
        parts: [{ t: 'result', name, text: seen.string ?? seen.jsonText() }],
        path: seen.path,
      })
    }
  }
  close()
  return messages
}
