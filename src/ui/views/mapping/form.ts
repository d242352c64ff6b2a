import { formatPath, parsePath, type PathStep } from '../../../core/mapping/field-path.ts'
import type { MappedRole, Mapping } from '../../../core/mapping/mapping.ts'
import type { Json } from '../../../core/model/json.ts'

/** The parts of a sample that can be pointed at, in the order of the form. */
export const FIELDS = [
  'messages',
  'role',
  'content',
  'prompt',
  'history',
  'system',
  'tools',
  'completion',
  'chosen',
  'rejected',
  'candidates',
  'answer',
  'model',
  'score',
  'rank',
  'label',
  'scores',
  'id',
] as const
export type Field = (typeof FIELDS)[number]

/** Fields that stand within one message or one candidate: their paths begin there. */
export const INNER: Readonly<Partial<Record<Field, 'messages' | 'candidates'>>> = {
  role: 'messages',
  content: 'messages',
  answer: 'candidates',
  model: 'candidates',
  score: 'candidates',
  rank: 'candidates',
}

/** Fields that may hold a list of messages, written as those of the conversation are. */
const LISTS = ['prompt', 'completion', 'chosen', 'rejected'] as const

/** Fields that hold several paths, one on each line. */
export const SEVERAL: ReadonlySet<Field> = new Set<Field>(['prompt', 'scores'])

/** What JSON text is read as, where one of these is pointed at it. */
const DECODED: ReadonlySet<Field> = new Set<Field>([
  'messages',
  'prompt',
  'history',
  'completion',
  'chosen',
  'rejected',
  'candidates',
])

/** A mapping while it is being made: every path as text, which may be half typed. */
export interface Form {
  readonly name: string
  readonly paths: Readonly<Record<Field, string>>
  /** What words for speakers mean, where a person or a file has said so. */
  readonly roles: Readonly<Record<string, MappedRole>>
  readonly onlyRoles: boolean
  /** What a mapping says that this form does not show. */
  readonly rest: Pick<Mapping, 'messages'>
  /** Label values as JSON text. */
  readonly desirable: readonly string[]
  readonly undesirable: readonly string[]
}

const NO_PATHS = Object.fromEntries(FIELDS.map((field) => [field, ''])) as Record<Field, string>
export const EMPTY_FORM: Form = {
  name: '',
  paths: NO_PATHS,
  roles: {},
  onlyRoles: false,
  rest: {},
  desirable: [],
  undesirable: [],
}

export function formOf(mapping: Mapping): Form {
  const { conversation, candidates, label, messages } = mapping
  const style = conversation ?? messages
  const text = (value: Json) => JSON.stringify(value)
  return {
    name: mapping.name,
    paths: {
      messages: conversation?.path ?? '',
      role: style?.role ?? '',
      content: style?.content ?? '',
      prompt: (mapping.prompt ?? []).join('\n'),
      history: mapping.history ?? '',
      system: mapping.system ?? '',
      tools: mapping.tools ?? '',
      completion: mapping.completion ?? '',
      chosen: mapping.chosen ?? '',
      rejected: mapping.rejected ?? '',
      candidates: candidates?.path ?? '',
      answer: candidates?.completion ?? '',
      model: candidates?.model ?? '',
      score: candidates?.score ?? '',
      rank: candidates?.rank ?? '',
      label: label?.path ?? '',
      scores: (mapping.scores ?? []).join('\n'),
      id: mapping.id ?? '',
    },
    roles: style?.roles ?? {},
    onlyRoles: style?.onlyRoles ?? false,
    rest: conversation && messages ? { messages } : {},
    desirable: (label?.desirable ?? []).map(text),
    undesirable: (label?.undesirable ?? []).map(text),
  }
}

/** The mapping that a form stands for; what cannot be a path yet is left out. */
export function mappingFrom(form: Form): Mapping {
  const path = (field: Field) => {
    const text = form.paths[field].trim()
    return text !== '' && parsePath(text).ok ? text : undefined
  }
  const paths = (field: Field) =>
    form.paths[field]
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== '' && parsePath(line).ok)
  const some = <K extends string, V>(key: K, value: V | undefined) =>
    (value === undefined ? {} : { [key]: value }) as { [P in K]?: V }
  const list = path('messages')
  const candidates = path('candidates')
  const label = path('label')
  const [prompt, scores] = [paths('prompt'), paths('scores')]
  const style = {
    ...some('role', path('role')),
    ...some('content', path('content')),
    ...(Object.keys(form.roles).length > 0 ? { roles: form.roles } : {}),
    ...(form.onlyRoles ? { onlyRoles: true as const } : {}),
  }
  return {
    version: 1,
    name: form.name.trim() || 'Unnamed mapping',
    ...(list !== undefined
      ? { conversation: { path: list, ...style } }
      : Object.keys(style).length > 0
        ? { messages: style }
        : {}),
    ...(list === undefined ? {} : form.rest),
    ...(prompt.length > 0 ? { prompt } : {}),
    ...some('history', path('history')),
    ...some('system', path('system')),
    ...some('tools', path('tools')),
    ...some('completion', path('completion')),
    ...some('chosen', path('chosen')),
    ...some('rejected', path('rejected')),
    ...some(
      'candidates',
      candidates === undefined
        ? undefined
        : {
            path: candidates,
            ...some('completion', path('answer')),
            ...some('model', path('model')),
            ...some('score', path('score')),
            ...some('rank', path('rank')),
          },
    ),
    ...some(
      'label',
      label === undefined
        ? undefined
        : {
            path: label,
            ...(form.desirable.length > 0 ? { desirable: form.desirable.map(jsonOf) } : {}),
            ...(form.undesirable.length > 0 ? { undesirable: form.undesirable.map(jsonOf) } : {}),
          },
    ),
    ...(scores.length > 0 ? { scores } : {}),
    ...some('id', path('id')),
  }
}

function jsonOf(text: string): LabelValue {
  return JSON.parse(text) as LabelValue
}
type LabelValue = NonNullable<NonNullable<Mapping['label']>['desirable']>[number]

/** What is wrong with the paths, by field. */
export function pathErrors(form: Form): Partial<Record<Field, string>> {
  const errors: Partial<Record<Field, string>> = {}
  for (const field of FIELDS) {
    const lines = SEVERAL.has(field) ? form.paths[field].split('\n') : [form.paths[field]]
    for (const line of lines) {
      const parsed = line.trim() === '' ? null : parsePath(line.trim())
      if (parsed && !parsed.ok) errors[field] = parsed.error.message
    }
    const within = INNER[field]
    if (!within || form.paths[field].trim() === '' || form.paths[within].trim() !== '') continue
    if (within === 'candidates') errors[field] = 'It needs a path for the candidates.'
    else if (LISTS.every((list) => form.paths[list].trim() === ''))
      errors[field] = 'It needs a path for the messages.'
  }
  return errors
}

/** A place in a record that somebody points at. */
export interface Pointed {
  readonly path: string
  readonly isList: boolean
  readonly isJsonText: boolean
}

/** Why a field cannot be there, in words; undefined when it can. */
export function whyNot(form: Form, field: Field, pointed: Pointed): string | undefined {
  const inner = INNER[field]
  if (inner && !innerPath(form, inner, pointed.path)) return `It is not within one of the ${inner}.`
  if (field === 'role' && innerPath(form, 'messages', pointed.path)?.inside.length === 0)
    return 'A message must have a key for it.'
  if ((field === 'messages' || field === 'candidates') && !listAt(pointed))
    return 'There is no list here.'
  return undefined
}

/** The form with a field at a place; a field within a list brings the list with it. */
export function assign(form: Form, field: Field, pointed: Pointed): Form {
  const put = (change: Partial<Record<Field, string>>): Form => ({
    ...form,
    paths: { ...form.paths, ...change },
  })
  const inner = INNER[field]
  if (inner) {
    const found = innerPath(form, inner, pointed.path)
    if (!found) return form
    const list = found.isOther ? {} : { [inner]: formatPath(found.list) }
    return put({ ...list, [field]: formatPath(found.inside) })
  }
  if (field === 'messages' || field === 'candidates') {
    const list = listAt(pointed)
    return list === undefined ? form : put({ [field]: list })
  }
  const path = DECODED.has(field) && pointed.isJsonText ? pointed.path + '~' : pointed.path
  if (!SEVERAL.has(field)) return put({ [field]: path })
  const lines = form.paths[field].split('\n').filter((line) => line.trim() !== '')
  return put({ [field]: [...lines.filter((line) => line !== path), path].join('\n') })
}

/** The form without a field at a place. */
export function unassign(form: Form, field: Field, path: string): Form {
  const lines = SEVERAL.has(field)
    ? form.paths[field].split('\n').filter((line) => !leadsTo(stepsOf(line), stepsOf(path)))
    : []
  return { ...form, paths: { ...form.paths, [field]: lines.join('\n') } }
}

/** The fields that are at a place. */
export function fieldsAt(form: Form, path: string): Field[] {
  const place = stepsOf(path)
  return FIELDS.filter((field) => wholePaths(form, field).some((steps) => leadsTo(steps, place)))
}

/** A field's paths from the record on. */
function wholePaths(form: Form, field: Field): (readonly PathStep[])[] {
  const text = form.paths[field].trim()
  if (text === '') return []
  const inner = INNER[field]
  if (inner) {
    const lists = [inner, ...(inner === 'messages' ? LISTS : [])].flatMap((list) =>
      form.paths[list].split('\n').map((line) => stepsOf(line.trim())),
    )
    return lists
      .filter((list) => list.length > 0)
      .map((list) => [...list, { kind: 'each' }, ...stepsOf(text)])
  }
  return text
    .split('\n')
    .map((line) => stepsOf(line.trim()))
    .filter((steps) => steps.length > 0)
}

function leadsTo(steps: readonly PathStep[], place: readonly PathStep[]): boolean {
  // JSON text and what is in it are one row.
  const path = steps.at(-1)?.kind === 'decode' ? steps.slice(0, -1) : steps
  return path.length === place.length && place.every((step, i) => sameStep(path[i]!, step))
}

function sameStep(a: PathStep, b: PathStep): boolean {
  if (a.kind === 'key') return b.kind === 'key' && a.key === b.key
  if (a.kind === 'each') return b.kind === 'index' || b.kind === 'each'
  return a.kind === 'index' ? b.kind === 'index' && a.index === b.index : b.kind === 'decode'
}

/** Which list a place is in, and where in one of its elements. */
function innerPath(form: Form, list: 'messages' | 'candidates', path: string): Inner | undefined {
  const steps = stepsOf(path)
  const others = list === 'messages' ? LISTS : []
  for (const field of [list, ...others])
    for (const line of form.paths[field].split('\n')) {
      const known = stepsOf(line.trim())
      if (known.length === 0 || steps[known.length]?.kind !== 'index') continue
      if (known.every((step, i) => sameStep(step, steps[i]!)))
        return { list: known, inside: steps.slice(known.length + 1), isOther: field !== list }
    }
  const at = steps.findLastIndex((step) => step.kind === 'index')
  if (at < 1) return undefined
  return { list: steps.slice(0, at), inside: steps.slice(at + 1), isOther: false }
}

interface Inner {
  readonly list: readonly PathStep[]
  /** Within one of its elements. */
  readonly inside: readonly PathStep[]
  /** The list is known already as that of another field. */
  readonly isOther: boolean
}

/** The list at a place, or the one around it. */
function listAt({ path, isList, isJsonText }: Pointed): string | undefined {
  if (isList) return path
  if (isJsonText) return path + '~'
  const steps = stepsOf(path)
  const at = steps.findLastIndex((step) => step.kind === 'index')
  return at < 1 ? undefined : formatPath(steps.slice(0, at))
}

function stepsOf(path: string): readonly PathStep[] {
  const parsed = parsePath(path)
  return parsed.ok ? parsed.value : []
}
