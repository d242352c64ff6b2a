import { isCallRole, roleOf } from '../formats/roles.ts'
import type { Json } from '../model/json.ts'
import { parsePath, type PathStep } from './field-path.ts'
import type { FieldPath, MappedRole, Mapping } from './mapping.ts'

/** A path with its steps. */
export interface Route {
  readonly path: FieldPath
  readonly steps: readonly PathStep[]
}

/** How a list's messages say who speaks and what. */
export interface MessageStyle {
  /** Absent where the mapping names no key: then `role` or `from`, or speakers in turns. */
  readonly role: Route | undefined
  readonly content: Route | undefined
  roleFor(word: string): MappedRole | undefined
  /** The words that the mapping names, in its order. */
  readonly words: readonly string[]
}

/** A mapping with its paths parsed, made once for all records. */
export interface Plan {
  readonly mapping: Mapping
  readonly conversation: (Route & { readonly style: MessageStyle }) | undefined
  /** The style of messages outside the conversation. */
  readonly style: MessageStyle
  readonly prompt: readonly Route[]
  readonly history: Route | undefined
  readonly system: Route | undefined
  readonly tools: Route | undefined
  readonly completion: Route | undefined
  readonly chosen: Route | undefined
  readonly rejected: Route | undefined
  readonly candidates:
    | (Route & {
        readonly completion: Route | undefined
        readonly model: Route | undefined
        readonly score: Route | undefined
        readonly rank: Route | undefined
      })
    | undefined
  readonly label:
    | (Route & { readonly desirable: readonly Json[]; readonly undesirable: readonly Json[] })
    | undefined
  readonly scores: readonly Route[]
  readonly id: Route | undefined
}

export function planOf(mapping: Mapping): Plan {
  const { conversation, candidates, label } = mapping
  return {
    mapping,
    conversation: conversation && { ...route(conversation.path), style: styleOf(conversation) },
    style: styleOf(mapping.messages ?? conversation ?? {}),
    prompt: (mapping.prompt ?? []).map(route),
    history: optional(mapping.history),
    system: optional(mapping.system),
    tools: optional(mapping.tools),
    completion: optional(mapping.completion),
    chosen: optional(mapping.chosen),
    rejected: optional(mapping.rejected),
    candidates: candidates && {
      ...route(candidates.path),
      completion: optional(candidates.completion),
      model: optional(candidates.model),
      score: optional(candidates.score),
      rank: optional(candidates.rank),
    },
    label: label && {
      ...route(label.path),
      desirable: label.desirable ?? [true],
      undesirable: label.undesirable ?? [false],
    },
    scores: (mapping.scores ?? []).map(route),
    id: optional(mapping.id),
  }
}

function styleOf(given: NonNullable<Mapping['messages']>): MessageStyle {
  const content = optional(given.content)
  const { roles = {}, onlyRoles } = given
  return {
    role: optional(given.role),
    // `parts[*]` is the list of parts, which the readers of messages know.
    content: content?.steps.at(-1)?.kind === 'each' ? withoutLast(content) : content,
    roleFor(word) {
      if (Object.hasOwn(roles, word)) return roles[word]
      if (onlyRoles) return undefined
      return isCallRole(word) ? 'call' : roleOf(word)
    },
    words: Object.keys(roles),
  }
}

function withoutLast({ path, steps }: Route): Route {
  return { path, steps: steps.slice(0, -1) }
}

function optional(path: FieldPath | undefined): Route | undefined {
  return path === undefined ? undefined : route(path)
}

function route(path: FieldPath): Route {
  const parsed = parsePath(path)
  if (!parsed.ok) throw new Error(`not a field path: ${path}`)
  return { path, steps: parsed.value }
}

/** All paths from the record's root that a plan follows. */
export function routesOf(plan: Plan): readonly Route[] {
  const { conversation, history, system, tools, completion, chosen, rejected, candidates } = plan
  const some = [conversation, history, system, tools, completion, chosen, rejected, candidates]
  return [...some, plan.label, plan.id, ...plan.prompt, ...plan.scores].filter(
    (one) => one !== undefined,
  )
}

/** The top-level columns that a plan reads from. */
export function topColumns(plan: Plan): readonly string[] {
  const keys = routesOf(plan).map(({ steps: [first] }) => first)
  return keys.flatMap((step) => (step?.kind === 'key' ? [step.key] : []))
}
