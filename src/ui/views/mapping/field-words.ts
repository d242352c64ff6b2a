import type { Field } from './form.ts'

/** What a field is called, and what stands there. */
export const FIELD_WORDS: Readonly<
  Record<Field, { readonly title: string; readonly hint: string }>
> = {
  messages: { title: 'Messages', hint: 'a list' },
  role: { title: 'Role', hint: 'in a message' },
  content: { title: 'Content', hint: 'in a message' },
  prompt: { title: 'Prompt', hint: 'text or messages' },
  history: { title: 'History', hint: 'list of pairs' },
  system: { title: 'System', hint: 'text' },
  tools: { title: 'Tools', hint: 'definitions' },
  completion: { title: 'Completion', hint: 'text or messages' },
  chosen: { title: 'Chosen', hint: 'text or messages' },
  rejected: { title: 'Rejected', hint: 'text or messages' },
  candidates: { title: 'Candidates', hint: 'a list' },
  answer: { title: 'Candidate’s text', hint: 'in a candidate' },
  model: { title: 'Candidate’s model', hint: 'in a candidate' },
  score: { title: 'Candidate’s score', hint: 'in a candidate' },
  rank: { title: 'Candidate’s rank', hint: 'in a candidate' },
  label: { title: 'Label', hint: 'good or bad' },
  scores: { title: 'Scores', hint: 'numbers' },
  id: { title: 'Id', hint: 'text or number' },
}

/** The fields of the form, by what they make up. */
export const FIELD_GROUPS: readonly {
  readonly title: string
  readonly fields: readonly Field[]
}[] = [
  { title: 'Conversation', fields: ['messages', 'role', 'content'] },
  { title: 'Prompt', fields: ['prompt', 'history', 'system', 'tools'] },
  { title: 'Answers', fields: ['completion', 'chosen', 'rejected'] },
  { title: 'Candidates', fields: ['candidates', 'answer', 'model', 'score', 'rank'] },
  { title: 'Judgement and record', fields: ['label', 'scores', 'id'] },
]
