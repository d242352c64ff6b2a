import { describe, expect, test } from 'vitest'
import { openai } from '../formats/openai.ts'
import type { Json } from '../model/json.ts'
import { mappedFormat } from './mapped-format.ts'
import { suggestMapping } from './suggest.ts'
import { unreadFields } from './unread.ts'

describe('suggestions', () => {
  test.each<[string, Json, object]>([
    [
      'a list with keys and words of its own',
      {
        data: {
          turns: [
            { speaker: 'Customer', text: 'Hi there' },
            { speaker: 'support_bot', text: 'Hello' },
          ],
        },
        conversation_id: 'x1',
      },
      {
        conversation: {
          path: 'data.turns',
          role: 'speaker',
          content: 'text',
          roles: { Customer: 'user', support_bot: 'assistant' },
        },
        id: 'conversation_id',
      },
    ],
    [
      'messages as JSON in a text',
      { log: '[{"role":"user","content":"hi"},{"role":"assistant","content":"ho"}]' },
      { conversation: { path: 'log~', role: 'role', content: 'content' } },
    ],
    [
      'a question with two judged answers',
      { question: 'Why?', chosen_response: 'a', rejected_response: 'b', chosen_score: 3 },
      { prompt: ['question'], chosen: 'chosen_response', rejected: 'rejected_response' },
    ],
    [
      'a question with several answers',
      {
        instruction: 'Why?',
        completions: [
          { response: 'a', model: 'm' },
          { response: 'b', model: 'n' },
        ],
      },
      {
        prompt: ['instruction'],
        candidates: { path: 'completions', completion: 'response', model: 'model' },
      },
    ],
    [
      'an answer with a thumb',
      { prompt: 'q', response: 'a', thumbs: 'up' },
      { prompt: ['prompt'], completion: 'response', label: { path: 'thumbs', desirable: ['up'] } },
    ],
  ])('for %s', (_, record, expected) => {
    const suggestion = suggestMapping([record, record])
    expect(suggestion.mapping).toMatchObject(expected)
    expect(suggestion.reasons.length).toBeGreaterThan(0)
    if ('chosen_score' in (record as object))
      expect(suggestion.mapping.scores).toEqual(['chosen_score'])
    expect(
      mappedFormat({ ...suggestion.mapping }).read(record, {
        toolSets: {
          get: () => undefined,
          set: () => {},
          getList: () => undefined,
          setList: () => {},
        },
      }).problems,
    ).toEqual([])
  })

  test('words for speakers are counted, and those nobody knows have no role', () => {
    const record = {
      m: [
        { role: 'user', content: 'a' },
        { role: 'narrator', content: 'b' },
        { role: 'user', content: 'c' },
      ],
    }
    expect(suggestMapping([record]).roleWords).toEqual([
      { word: 'user', count: 2, role: 'user' },
      { word: 'narrator', count: 1, role: null },
    ])
  })

  test('records without anything known suggest nothing', () => {
    expect(suggestMapping([{ x: 1 }, [], null, 'text']).mapping).toEqual({
      version: 1,
      name: 'My mapping',
    })
  })
})

describe('unread fields', () => {
  test('of a mapping: beside, around and inside what it names', () => {
    const format = mappedFormat({
      version: 1,
      name: 'm',
      conversation: { path: 'extra~.turns', role: 'who', content: 'says' },
      candidates: { path: 'answers', completion: 'text' },
    })
    const record = {
      id: 1,
      extra: JSON.stringify({
        turns: [
          { who: 'user', says: 'a', mood: 1 },
          { who: 'user', says: 'b', mood: 2 },
        ],
        day: 3,
      }),
      answers: [{ text: 'a', price: 1 }],
    }
    expect(
      unreadFields([record, { ...record, id: undefined } as never, { note: 'x' }], format),
    ).toEqual([
      { path: 'answers[*].price', records: 2 },
      { path: 'extra~.day', records: 2 },
      { path: 'extra~.turns[*].mood', records: 2 },
      { path: 'id', records: 2 },
      { path: 'note', records: 1 },
    ])
  })

  test('of a built-in format: columns, and keys of messages', () => {
    const record = { messages: [{ role: 'user', content: 'q', weight: 0 }], 'a.b': 1 }
    expect(unreadFields([record], openai)).toEqual([
      { path: '"a.b"', records: 1 },
      { path: 'messages[*].weight', records: 1 },
    ])
  })
})
