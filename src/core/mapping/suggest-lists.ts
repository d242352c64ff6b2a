import { isCallRole, roleOf } from '../formats/roles.ts'
import type { Json } from '../model/json.ts'
import { formatPath, rootPlace, valuesAt, type PathStep } from './field-path.ts'
import type { FieldPath, MappedRole } from './mapping.ts'
import type { FieldCandidate } from './suggest-fields.ts'
import { lastKeyOf, nameScore } from './suggest-fields.ts'
import type { FieldSurvey } from './survey-fields.ts'

/** A list that seems to hold messages, with the keys that seem to say who speaks and what. */
export interface MessageList extends FieldCandidate {
  readonly steps: readonly PathStep[]
  /** Relative to one message, best first. */
  readonly roles: readonly FieldCandidate[]
  readonly contents: readonly FieldCandidate[]
  /** The words for speakers, the most frequent first. */
  readonly words: readonly RoleWord[]
}

export interface RoleWord {
  readonly word: string
  readonly count: number
  /** Who it is usually taken for; null for a word that is not known. */
  readonly role: MappedRole | null
}

const LIST_NAMES = [
  'messages',
  'conversations',
  'conversation',
  'turns',
  'dialogue',
  'dialog',
  'chat',
  'history',
  'traj',
  'trajectory',
  'transcript',
]
const ROLE_NAMES = ['role', 'from', 'speaker', 'author', 'sender', 'who', 'source', 'name', 'type']
const CONTENT_NAMES = ['content', 'value', 'text', 'message', 'utterance', 'body', 'msg', 'say']
const MOST_WORDS = 12
const LONGEST_WORD = 24

/** The lists that look like messages, best first. */
export function messageLists(
  fields: readonly FieldSurvey[],
  records: readonly Json[],
): readonly MessageList[] {
  const lists: MessageList[] = []
  for (const field of fields) {
    if (field.lists === 0 || field.steps.at(-1)?.kind === 'each') continue
    const below = fields.filter((one) => isBelow(one.steps, field.steps))
    const roles = below.flatMap((one) => roleCandidate(one, field.steps.length + 1))
    const contents = below.flatMap((one) =>
      contentCandidate(one, field.steps.length + 1, roles[0]?.path),
    )
    const named = nameScore(lastKeyOf(field.steps), LIST_NAMES)
    if (roles.length === 0 || contents.length === 0) {
      const texts = fields.find((one) => one.path === `${field.path}[*]`)
      if (named < 0.5 || !texts || texts.texts < texts.objects + 1 || texts.lists > 0) continue
      const reason = 'a list of texts, which seem to take turns'
      lists.push({
        path: field.path,
        steps: field.steps,
        score: 0.3 + 0.2 * named,
        reason,
        roles: [],
        contents: [],
        words: [],
      })
      continue
    }
    roles.sort(byScore)
    contents.sort(byScore)
    const [role] = roles
    const [content] = contents
    const words = wordsAt(records, field.steps, role!.path)
    const known = words
      .filter((word) => word.role !== null)
      .reduce((sum, { count }) => sum + count, 0)
    const all = words.reduce((sum, { count }) => sum + count, 0)
    const share = all === 0 ? 0 : known / all
    const score = Math.min(1, 0.35 + 0.3 * share + 0.2 * named + 0.15 * role!.score)
    const reason = `a list of messages: “${role!.path}” says who speaks, “${content!.path}” what`
    lists.push({ path: field.path, steps: field.steps, score, reason, roles, contents, words })
  }
  return lists.sort(byScore)
}

function byScore(a: FieldCandidate, b: FieldCandidate): number {
  return b.score - a.score || a.path.length - b.path.length
}

/** Whether a path leads into the elements of a list, one or two keys deep. */
function isBelow(steps: readonly PathStep[], list: readonly PathStep[]): boolean {
  const rest = steps.slice(list.length)
  if (rest.length < 2 || rest.length > 3 || rest[0]?.kind !== 'each') return false
  if (rest.slice(1).some((step) => step.kind !== 'key')) return false
  return formatPath(steps.slice(0, list.length)) === formatPath(list)
}

function roleCandidate(field: FieldSurvey, from: number): FieldCandidate[] {
  const words = field.examples.filter((one) => typeof one === 'string')
  if (words.length === 0 || field.texts < field.objects + field.lists) return []
  if (field.distinct > MOST_WORDS || words.some((word) => word.length > LONGEST_WORD)) return []
  const known = words.filter((word) => roleOf(word.toLowerCase()) !== undefined).length
  const named = nameScore(lastKeyOf(field.steps), ROLE_NAMES)
  if (known === 0 && named === 0) return []
  const score = 0.7 * (known / words.length) + 0.3 * named
  const reason = `${known} of ${words.length} values are words for speakers`
  return [{ path: formatPath(field.steps.slice(from)), score, reason }]
}

function contentCandidate(
  field: FieldSurvey,
  from: number,
  role: FieldPath | undefined,
): FieldCandidate[] {
  const path = formatPath(field.steps.slice(from))
  if (path === role || field.texts + field.lists === 0) return []
  const named = nameScore(lastKeyOf(field.steps), CONTENT_NAMES)
  const long = Math.min(1, field.meanLength / 60)
  const score = 0.6 * named + 0.4 * long
  if (score < 0.15) return []
  return [{ path, score, reason: `texts of ${Math.round(field.meanLength)} characters on average` }]
}

function wordsAt(
  records: readonly Json[],
  list: readonly PathStep[],
  role: FieldPath,
): readonly RoleWord[] {
  const counts = new Map<string, number>()
  const keys = role.split('.').map((key): PathStep => ({ kind: 'key', key }))
  for (const record of records)
    for (const { value } of valuesAt(rootPlace(record), [...list, { kind: 'each' }, ...keys]))
      if (typeof value === 'string' && (counts.has(value) || counts.size < 100))
        counts.set(value, (counts.get(value) ?? 0) + 1)
  return [...counts]
    .map(([word, count]) => ({ word, count, role: usualRole(word) }))
    .sort((a, b) => b.count - a.count)
}

/** Who a word is known for. */
export function usualRole(word: string): MappedRole | null {
  return isCallRole(word) ? 'call' : (roleOf(word) ?? null)
}

const LIKELY: readonly (readonly [RegExp, MappedRole])[] = [
  [/^(tool|function|api)[ _-]?(call|use|request)s?$|^action$/i, 'call'],
  [/tool|function|api|observ|environment|result|output/i, 'tool'],
  [/sys|instruct/i, 'system'],
  [/user|human|customer|client|question|person|^q$|student|patient/i, 'user'],
  [
    /assist|bot|agent|gpt|model|ai$|^ai|answer|llm|claude|gemini|^a$|support|doctor|teacher/i,
    'assistant',
  ],
]

/** Who a word that is not known seems to be; null where nothing points to it. */
export function likelyRole(word: string): MappedRole | null {
  return (
    usualRole(word) ??
    usualRole(word.toLowerCase()) ??
    LIKELY.find(([pattern]) => pattern.test(word))?.[1] ??
    null
  )
}
