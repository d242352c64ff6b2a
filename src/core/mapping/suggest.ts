import type { Json } from '../model/json.ts'
import type { FieldPath, MappedRole, Mapping } from './mapping.ts'
import { completionLists } from './suggest-candidates.ts'
import {
  fieldCandidates,
  labelValues,
  type FieldCandidate,
  type NamedField,
} from './suggest-fields.ts'
import { likelyRole, messageLists, type MessageList, type RoleWord } from './suggest-lists.ts'
import { surveyFields, type FieldSurvey } from './survey-fields.ts'

export type { FieldCandidate, RoleWord }

/** What a suggestion is about: the fields of a mapping, and the keys inside messages. */
export type SuggestedField = NamedField | 'conversation' | 'role' | 'content' | 'candidates'

export interface MappingSuggestion {
  /** A first mapping; it may name nothing but its version where nothing was recognised. */
  readonly mapping: Mapping
  /** Why each of its paths was taken. */
  readonly reasons: readonly {
    readonly field: SuggestedField
    readonly path: FieldPath
    readonly reason: string
  }[]
  /** For each field the paths that may hold it, best first; those of messages are relative to one. */
  readonly fields: Readonly<Record<SuggestedField, readonly FieldCandidate[]>>
  /** The words for speakers in the suggested conversation, the most frequent first. */
  readonly roleWords: readonly RoleWord[]
}

const MOST_RECORDS = 100
/** Below this a candidate is listed and not taken. */
const ENOUGH = 0.5

/** Looks at records and suggests where their parts stand. Nothing is decided: a person sees it first. */
export function suggestMapping(records: readonly Json[]): MappingSuggestion {
  const looked = records.slice(0, MOST_RECORDS)
  const surveyed = surveyFields(looked)
  const lists = messageLists(surveyed, looked)
  const named = fieldCandidates(surveyed, looked.length)
  const completions = completionLists(surveyed)
  const builder = new Suggestion(surveyed)

  const chosen = builder.best(named.chosen)
  const rejected = builder.best(named.rejected)
  const isPair = chosen !== undefined && rejected !== undefined
  if (isPair) {
    builder.take('chosen', chosen)
    builder.take('rejected', rejected)
  }
  const list = lists.find((one) => one.score >= ENOUGH && !builder.isTaken(one.path))
  const [several] = completions
  if (!isPair && several && several.score >= ENOUGH) builder.takeCandidates(several)
  if (list && !(several && several.path === list.path)) builder.takeConversation(list)
  else {
    // Sides that are lists tell how their messages are written, though they are no conversation.
    const side = lists.find((one) => builder.isTaken(one.path))
    if (side) builder.takeStyle(side)
    const prompt = builder.best(named.prompt)
    if (prompt) {
      builder.take('prompt', prompt)
      const second = named.prompt.find(
        (one) => /(^|\.)input$/.test(one.path) && !builder.isTaken(one.path),
      )
      if (second && /instruction/i.test(prompt.path)) builder.take('prompt', second)
    }
    const history = builder.best(named.history)
    if (history) builder.take('history', history)
    const completion = builder.best(named.completion)
    if (!isPair && !several && completion) builder.take('completion', completion)
  }
  for (const field of ['system', 'tools', 'id'] as const) {
    const best = builder.best(named[field])
    if (best) builder.take(field, best)
  }
  const label = builder.best(named.label)
  if (!isPair && !several && label) builder.takeLabel(label)
  for (const score of named.scores)
    if (score.score >= ENOUGH && !builder.isTaken(score.path)) builder.take('scores', score)

  return {
    mapping: builder.mapping,
    reasons: builder.reasons,
    fields: {
      ...named,
      conversation: lists.map(({ path, score, reason }) => ({ path, score, reason })),
      role: (list ?? lists[0])?.roles ?? [],
      content: (list ?? lists[0])?.contents ?? [],
      candidates: completions.map(({ path, score, reason }) => ({ path, score, reason })),
    },
    roleWords: (list ?? lists[0])?.words ?? [],
  }
}

class Suggestion {
  mapping: Mapping = { version: 1, name: 'My mapping' }
  readonly reasons: { field: SuggestedField; path: FieldPath; reason: string }[] = []
  readonly #surveyed: readonly FieldSurvey[]
  readonly #taken = new Set<FieldPath>()

  constructor(surveyed: readonly FieldSurvey[]) {
    this.#surveyed = surveyed
  }

  isTaken(path: FieldPath): boolean {
    return [...this.#taken].some((taken) => taken === path || path.startsWith(taken + '[*]'))
  }

  best(candidates: readonly FieldCandidate[]): FieldCandidate | undefined {
    const free = candidates.find((one) => !this.isTaken(one.path))
    return free && free.score >= ENOUGH ? free : undefined
  }

  take(field: NamedField, { path, reason }: FieldCandidate): void {
    this.#note(field, path, reason)
    const { mapping } = this
    if (field === 'prompt') this.mapping = { ...mapping, prompt: [...(mapping.prompt ?? []), path] }
    else if (field === 'scores')
      this.mapping = { ...mapping, scores: [...(mapping.scores ?? []), path] }
    else if (field === 'label') this.mapping = { ...mapping, label: { path } }
    else this.mapping = { ...mapping, [field]: path }
  }

  takeConversation(list: MessageList): void {
    this.#note('conversation', list.path, list.reason)
    this.mapping = { ...this.mapping, conversation: { path: list.path, ...this.#style(list) } }
  }

  takeStyle(list: MessageList): void {
    const style = this.#style(list)
    if (Object.keys(style).length > 0) this.mapping = { ...this.mapping, messages: style }
  }

  takeCandidates(list: ReturnType<typeof completionLists>[number]): void {
    const { path, reason, completion, model, completionScore, rank } = list
    this.#note('candidates', path, reason)
    this.mapping = {
      ...this.mapping,
      candidates: {
        path,
        ...(completion === undefined ? {} : { completion }),
        ...(model === undefined ? {} : { model }),
        ...(completionScore === undefined ? {} : { score: completionScore }),
        ...(rank === undefined ? {} : { rank }),
      },
    }
  }

  takeLabel(label: FieldCandidate): void {
    this.take('label', label)
    const field = this.#surveyed.find((one) => one.path === label.path)
    if (!field || field.booleans > 0) return
    const { desirable, undesirable } = labelValues(field.examples)
    if (desirable.length === 0 && undesirable.length === 0) return
    this.mapping = {
      ...this.mapping,
      label: {
        path: label.path,
        desirable: [...desirable] as never,
        undesirable: [...undesirable] as never,
      },
    }
  }

  /** Keys that every reader knows need no naming; neither do words. */
  #style({
    roles: [role],
    contents: [content],
    words,
  }: MessageList): NonNullable<Mapping['messages']> {
    const roles = Object.fromEntries(
      words.flatMap(({ word, role: usual }): [string, MappedRole][] => {
        const likely = usual === null ? likelyRole(word) : null
        return likely === null ? [] : [[word, likely]]
      }),
    )
    if (role) this.#note('role', role.path, role.reason)
    if (content) this.#note('content', content.path, content.reason)
    return {
      ...(role ? { role: role.path } : {}),
      ...(content ? { content: content.path } : {}),
      ...(Object.keys(roles).length > 0 ? { roles } : {}),
    }
  }

  #note(field: SuggestedField, path: FieldPath, reason: string): void {
    // Keys inside messages are no paths of the record.
    if (field !== 'role' && field !== 'content') this.#taken.add(path)
    this.reasons.push({ field, path, reason })
  }
}
