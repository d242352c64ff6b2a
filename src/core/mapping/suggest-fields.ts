import type { Json } from '../model/json.ts'
import type { PathStep } from './field-path.ts'
import type { FieldPath } from './mapping.ts'
import type { FieldSurvey } from './survey-fields.ts'

/** A path that may be what a field is about. */
export interface FieldCandidate {
  readonly path: FieldPath
  /** 0 to 1. */
  readonly score: number
  /** Why, in a few words. */
  readonly reason: string
}

/** The fields of a mapping that are suggested by name and kind. */
export type NamedField =
  | 'prompt'
  | 'history'
  | 'system'
  | 'tools'
  | 'completion'
  | 'chosen'
  | 'rejected'
  | 'label'
  | 'scores'
  | 'id'

interface Rule {
  readonly names: readonly string[]
  /** Parts of a name that point at it. */
  readonly parts?: RegExp
  readonly not?: RegExp
  readonly is: (field: FieldSurvey, records: number) => boolean
  readonly kind: string
}

const isSaid = ({ texts, lists, objects }: FieldSurvey) => texts + lists + objects > 0
const isText = ({ texts, lists, objects }: FieldSurvey) => texts > lists + objects
const aboutScores = /score|rating|rank|id$|len|logp|margin|token|model|source|count/i

const RULES: Readonly<Record<NamedField, Rule>> = {
  prompt: {
    names: ['prompt', 'instruction', 'question', 'query', 'input', 'problem', 'user', 'task'],
    parts: /prompt|question|instruction|query/i,
    not: /system|id$|_len|score|num|type|source/i,
    is: (field) => isText(field) || field.lists > 0,
    kind: 'text or messages',
  },
  history: {
    names: ['history'],
    is: ({ lists, texts }) => lists > texts,
    kind: 'a list',
  },
  system: {
    names: ['system', 'systemprompt', 'systemmessage', 'sys'],
    parts: /system/i,
    is: isText,
    kind: 'text',
  },
  tools: {
    names: [
      'tools',
      'functions',
      'tooldefinitions',
      'availabletools',
      'function',
      'apis',
      'toollist',
    ],
    parts: /tools|functions|apis/i,
    not: /call|used|result|num|count/i,
    is: isSaid,
    kind: 'definitions',
  },
  completion: {
    names: [
      'completion',
      'response',
      'output',
      'answer',
      'answers',
      'reply',
      'target',
      'solution',
      'generation',
    ],
    parts: /response|completion|output|answer|reply/i,
    not: aboutScores,
    is: isSaid,
    kind: 'text or messages',
  },
  chosen: {
    names: [
      'chosen',
      'preferred',
      'preferredoutput',
      'winner',
      'win',
      'better',
      'good',
      'accepted',
      'positive',
      'chosenresponse',
    ],
    parts: /chosen|(?<!dis|non|un)[_-]?preferred|winn|better|accepted/i,
    not: /score|rating|rank|id$|len|logp|margin|token|model|source|non_?preferred|dispreferred/i,
    is: isSaid,
    kind: 'text or messages',
  },
  rejected: {
    names: [
      'rejected',
      'nonpreferred',
      'nonpreferredoutput',
      'dispreferred',
      'loser',
      'lose',
      'worse',
      'bad',
      'negative',
      'rejectedresponse',
    ],
    parts: /reject|non_?preferred|dispreferred|lose|worse/i,
    not: aboutScores,
    is: isSaid,
    kind: 'text or messages',
  },
  label: {
    names: [
      'label',
      'ktotag',
      'feedback',
      'thumbs',
      'vote',
      'isgood',
      'desirable',
      'liked',
      'correct',
      'accepted',
    ],
    parts: /label|thumb|vote|desirable|feedback/i,
    is: ({ booleans, distinct, texts, numbers, examples }) =>
      booleans > 0 || (texts > 0 && distinct <= 3) || (numbers > 0 && new Set(examples).size <= 2),
    kind: 'one of few values',
  },
  scores: {
    names: ['score', 'reward', 'rating', 'quality', 'helpfulness', 'margin'],
    parts: /score|reward|rating/i,
    not: /id$/i,
    is: ({ numbers, texts }) => numbers > texts,
    kind: 'a number',
  },
  id: {
    names: [
      'id',
      'uuid',
      'uid',
      'recordid',
      'sampleid',
      'promptid',
      'conversationid',
      'taskid',
      'traceid',
    ],
    parts: /(^|_)id$/i,
    is: ({ texts, numbers, lists, objects }) => texts + numbers > 0 && lists + objects === 0,
    kind: 'text or a number',
  },
}

/** For each field the paths that may hold it, best first. */
export function fieldCandidates(
  fields: readonly FieldSurvey[],
  records: number,
): Readonly<Record<NamedField, readonly FieldCandidate[]>> {
  const found = Object.entries(RULES).map(([name, rule]) => [
    name,
    candidatesBy(rule, fields, records),
  ])
  return Object.fromEntries(found) as Record<NamedField, readonly FieldCandidate[]>
}

function candidatesBy(
  rule: Rule,
  fields: readonly FieldSurvey[],
  records: number,
): readonly FieldCandidate[] {
  const candidates: FieldCandidate[] = []
  for (const field of fields) {
    if (field.steps.some((step) => step.kind === 'each' || step.kind === 'index')) continue
    const name = lastKeyOf(field.steps)
    if (field.steps.at(-1)?.kind === 'decode' || rule.not?.test(name)) continue
    if (!rule.is(field, records)) continue
    const named = Math.max(nameScore(name, rule.names), rule.parts?.test(name) ? 0.7 : 0)
    if (named === 0) continue
    const share = records === 0 ? 0 : field.records / records
    const depth = 1 / (1 + 0.1 * (field.steps.length - 1))
    const reason = `named “${name}”, ${rule.kind}, in ${field.records} of ${records} records`
    candidates.push({ path: field.path, score: named * (0.4 + 0.6 * share) * depth, reason })
  }
  return candidates.sort((a, b) => b.score - a.score || (a.path < b.path ? -1 : 1))
}

/** The name that a path ends in. */
export function lastKeyOf(steps: readonly PathStep[]): string {
  const last = steps.findLast((step) => step.kind === 'key')
  return last?.kind === 'key' ? last.key : ''
}

/** 1 for the first of the names, a little less for each further one, 0 for a stranger. */
export function nameScore(name: string, names: readonly string[]): number {
  const at = names.indexOf(name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, ''))
  return at < 0 ? 0 : 1 - 0.03 * at
}

const GOOD =
  /^(true|1|good|up|thumbs?[_ -]?up|like|liked|positive|yes|desirable|accept(ed)?|correct|chosen|win)$/i
const BAD =
  /^(false|0|-1|bad|down|thumbs?[_ -]?down|dislike|disliked|negative|no|undesirable|reject(ed)?|incorrect|wrong|lose)$/i

/** Which values of a label mean what, where their words say so. */
export function labelValues(examples: readonly Json[]): {
  readonly desirable: readonly Json[]
  readonly undesirable: readonly Json[]
} {
  const values = [...new Set(examples.filter((value) => typeof value !== 'object'))]
  return {
    desirable: values.filter((value) => GOOD.test(String(value))),
    undesirable: values.filter((value) => BAD.test(String(value))),
  }
}
