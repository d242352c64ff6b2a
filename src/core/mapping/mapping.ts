import { z } from '../zod.ts'
import { parsePath } from './field-path.ts'

/**
 * Where in a record something stands: keys joined by dots. `[3]` takes one element of a list, `[-1]`
 * its last, `[*]` every one; `~` behind a step decodes the JSON text found there. A key that holds a
 * dot, a bracket or a tilde stands in double quotes, as JSON writes it.
 *
 *     messages    data.turns    extra_info~.dialogue    "llm.input"[0].text    answers[*].text
 */
export type FieldPath = z.infer<typeof fieldPath>
const fieldPath = z.string().superRefine((path, context) => {
  const parsed = parsePath(path)
  if (!parsed.ok) context.addIssue({ code: 'custom', message: parsed.error.message })
})

/** Who speaks, or `call`: an assistant message whose content is tool calls as JSON; `skip`: nobody. */
const mappedRole = z.enum(['system', 'developer', 'user', 'assistant', 'tool', 'call', 'skip'])
export type MappedRole = z.infer<typeof mappedRole>

/** How messages say who speaks and what. Keys are relative to one message, and may be paths. */
const messageStyle = z.strictObject({
  /** Absent: `role` or `from`. Messages without either take turns, beginning with the user. */
  role: fieldPath.optional(),
  /** Absent: `content` or `value`. A message that is a text is its own content. */
  content: fieldPath.optional(),
  /** Words for speakers that are not known anyway, or that mean something else in this file. */
  roles: z.record(z.string(), mappedRole).optional(),
  /** No words but those in `roles` are known, as in sets whose `dataset_info.json` names its tags. */
  onlyRoles: z.literal(true).optional(),
})

/** A list of messages. */
const conversation = messageStyle.extend({ path: fieldPath })

/** A list of completions of one prompt. Keys are relative to one of them. */
const candidates = z.strictObject({
  path: fieldPath,
  /** Text, one message or a list of messages. Absent: the element itself. */
  completion: fieldPath.optional(),
  model: fieldPath.optional(),
  /** A number, the higher the better. */
  score: fieldPath.optional(),
  /** A number, 1 is the best. */
  rank: fieldPath.optional(),
})

const label = z.strictObject({
  path: fieldPath,
  /** The values that mean desirable and undesirable. Absent: `true` and `false`. */
  desirable: z.array(z.json()).optional(),
  undesirable: z.array(z.json()).optional(),
})

/**
 * How records of an unknown format become samples: where their parts stand. Everything that a mapping
 * does not name is left unread and stays in the record, verbatim.
 */
export const mappingSchema = z.strictObject({
  version: z.literal(1),
  name: z.string().min(1),
  conversation: conversation.optional(),
  /** How messages of the other fields are written. Absent: as those of the conversation. */
  messages: messageStyle.optional(),
  /** Texts that make up one user message, joined by a line break; or one list of messages. */
  prompt: z.array(fieldPath).min(1).optional(),
  /** Earlier turns: a list of [user, assistant] pairs. */
  history: fieldPath.optional(),
  system: fieldPath.optional(),
  tools: fieldPath.optional(),
  /** Text, one message or a list of messages. */
  completion: fieldPath.optional(),
  chosen: fieldPath.optional(),
  rejected: fieldPath.optional(),
  candidates: candidates.optional(),
  label: label.optional(),
  /** Numbers about the whole record. */
  scores: z.array(fieldPath).optional(),
  id: fieldPath.optional(),
})
export type Mapping = z.infer<typeof mappingSchema>
