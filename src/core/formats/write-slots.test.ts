import { describe, expect, test } from 'vitest'
import {
  edited,
  appended,
  onPart,
  readText,
  said,
  saying,
  withItems,
  written,
} from './testing/editing.ts'
import type { Tree } from '../model/tree.ts'

const A = { lane: 0, index: 0 }
const B = { lane: 1, index: 0 }
const ASKED = { lane: -1, index: 0 }
const says = (words: string) => onPart(0, saying(words))

describe('an answer goes back to where it stands', () => {
  test.each([
    ['trl/prompt-completion', '{"prompt":"q", "completion":"old", "n":1.0}'],
    [
      'trl/unpaired',
      '{"completion":[{"content":"old","role":"assistant"}],"prompt":"q","label":true}',
    ],
    ['verl/rollout', '{"input":"q","output":"old","gts":"g","score":1.0,"step":1}'],
    ['ultrafeedback', '{"instruction":"q","completions":[{"model":"m","response":"old"}]}'],
    ['nectar', '{"prompt":"q","answers":[{"rank":1.0,"answer":"old"},{"rank":2,"answer":"b"}]}'],
    [
      'evals/choice',
      '{"question":"q","answer_matching_behavior":"old","answer_not_matching_behavior":"b"}',
    ],
    ['pandalm', '{"instruction":"q","response1":"old","response2":"b","annotator1":1}'],
    ['argilla/binarized', '{"instruction":"q","chosen_response":"old","rejected_response":"b"}'],
    ['axolotl', '{"question":"q","chosen":"old","rejected":"b"}'],
    ['openrlhf', '{"input":"q","output":"old"}'],
    ['trl/language-modeling', '{"text":"old"}'],
    [
      'hh',
      '{"chosen":"\\n\\nHuman: q\\n\\nAssistant: old","rejected":"\\n\\nHuman: q\\n\\nAssistant: b"}',
    ],
  ] as const)('%s', (format, record) => {
    expect(written(format, record, edited(A, says('new')))).toBe(record.replace('old', 'new'))
  })

  test('OpenAI’s older spelling', () => {
    const record =
      '{"input":{"messages":[{"role":"user","content":"q"}]},"preferred_completion":[{"role":"assistant","content":"a"}],"non_preferred_completion":[{"role":"assistant","content":"b"}]}'
    expect(written('openai/preference', record, edited(B, says('B')))).toBe(
      record.replace('"b"', '"B"'),
    )
    expect(written('openai/preference', record, edited(ASKED, says('Q')))).toBe(
      record.replace('"q"', '"Q"'),
    )
  })
})

describe('records of several answers', () => {
  const record =
    '{"prompt":"q","answers":[{"answer":"a","rank":2},{"answer":"b","rank":1},{"answer":"c","rank":3}]}'
  const marked =
    (chosen: 'r0' | 'r1', rejected: 'r0' | 'r1' | 'r2') =>
    (tree: Tree): Tree => ({ ...tree, roles: { chosen, rejected } })

  test('marks that the ranks hold change nothing', () => {
    expect(written('nectar', record, marked('r1', 'r2'))).toBe(record)
  })

  test('marks against the ranks are refused', () => {
    expect(written('nectar', record, marked('r0', 'r1'))).toBe(
      'refused: a marked pair that the record’s own ranks or scores do not hold',
    )
  })

  test('an answer cannot be taken away', () => {
    const fewer = (tree: Tree): Tree => {
      const [first, second] = tree.branches
      return { ...tree, branches: [first, second!] }
    }
    expect(written('nectar', record, fewer)).toBe(
      'refused: answers to be compared of which one was taken away',
    )
  })

  test('a pair whose second answer is preferred keeps its places, and changes them with its marks', () => {
    const pair = '{"prompt":"q","answers":[{"answer":"a","rank":2},{"answer":"b","rank":1}]}'
    expect(written('nectar', pair, edited(A, says('A')))).toBe(pair.replace('"a"', '"A"'))
    expect(written('nectar', pair, marked('r0', 'r1'))).toBe(
      '{"prompt":"q","answers":[{"answer":"b","rank":2},{"answer":"a","rank":1}]}',
    )
  })
})

describe('prompts', () => {
  test('a transcript keeps its other turns and the mark that awaits the answer', () => {
    const record =
      '{"prompt":"\\n\\nHuman: q\\n\\nAssistant:  a \\n\\nHuman: r\\n\\nAssistant: ","answers":[{"answer":"x","rank":1}]}'
    expect(written('nectar', record, edited({ lane: -1, index: 2 }, says('R')))).toBe(
      record.replace('Human: r', 'Human: R'),
    )
  })

  test('what was cut from the prompt’s end stays in its list', () => {
    const record =
      '{"prompt":[{"role":"user","content":"q"},{"role":"assistant","content":"so"}],"completion":[{"role":"assistant","content":"a"}]}'
    expect(written('trl/prompt-completion', record, edited({ lane: 0, index: 1 }, says('A')))).toBe(
      record.replace('"a"', '"A"'),
    )
  })

  test('a record of a prompt only has no place for an answer', () => {
    const answer = said('assistant', { t: 'text', text: 'a' })
    expect(written('trl/prompt-only', '{"prompt":"q"}', appended(0, answer))).toBe(
      'refused: an answer in a record that holds only a prompt',
    )
  })

  test('a longer prompt has no place in one text', () => {
    const more = appended(-1, said('user', { t: 'text', text: 'r' }))
    expect(written('trl/prompt-only', '{"prompt":"q"}', more)).toBe(
      'refused: a prompt of several messages in a column that holds one text',
    )
  })
})

describe('UltraFeedback binarized', () => {
  const record =
    '{"prompt":"q","chosen":[{"content":"q","role":"user"},{"content":"a","role":"assistant"}],"rejected":[{"content":"q","role":"user"},{"content":"b","role":"assistant"}],"messages":[{"content":"q","role":"user"},{"content":"a","role":"assistant"}],"score_chosen":8.0,"score_rejected":4}'

  test('the copies of the prompt and of the chosen side follow', () => {
    expect(written('ultrafeedback/binarized', record, edited(ASKED, says('Q')))).toBe(
      record.replaceAll('"q"', '"Q"'),
    )
    expect(written('ultrafeedback/binarized', record, edited(A, says('A')))).toBe(
      record.replaceAll('"a"', '"A"'),
    )
    expect(written('ultrafeedback/binarized', record, edited(B, says('B')))).toBe(
      record.replace('"b"', '"B"'),
    )
  })

  test('a copy that says something else stays', () => {
    const other = record
      .replace('"prompt":"q"', '"prompt":"p"')
      .replace('"messages":[{"content":"q"', '"messages":[{"content":"p"')
    expect(written('ultrafeedback/binarized', other, edited(ASKED, says('Q')))).toBe(
      other.replaceAll('"q"', '"Q"'),
    )
  })
})

test('a list that repeats at the head of both sides is no prompt of its own', () => {
  const [q, a, b] = [
    '{"role":"user","content":"q"}',
    '{"role":"assistant","content":"a"}',
    '{"role":"assistant","content":"b"}',
  ]
  const record = `{"prompt":[${q}],"chosen":[${q},${a}],"rejected":[${q},${b}]}`
  const sample = readText('trl/preference', record)
  expect(sample.context).toHaveLength(1)
  expect(sample.branches.map((branch) => branch.messages.length)).toEqual([1, 1])
  expect(written('trl/preference', record, edited(A, says('A')))).toBe(record.replace('"a"', '"A"'))
  expect(written('trl/preference', record, edited(ASKED, says('Q')))).toBe(
    record.replaceAll('"q"', '"Q"'),
  )
})

describe('TRL stepwise', () => {
  const record = '{"prompt":"q","completions":["one","", "two"],"labels":[true,true,false]}'

  test('a step changes in its place', () => {
    expect(written('trl/stepwise', record, edited(A, onPart(1, saying('2'))))).toBe(
      record.replace('two', '2'),
    )
  })

  test('steps that are no list are refused, not a crash', () => {
    const broken = record.replace('["one","", "two"]', '{"a":"one"}')
    const answer = said('assistant', { t: 'text', text: 'a' })
    expect(written('trl/stepwise', broken, appended(0, answer))).toBe(
      'refused: an answer whose steps are not those that have labels',
    )
  })

  test('a step more has no label, so it is refused', () => {
    const longer = edited(A, (message) => ({
      ...message,
      parts: [...message.parts, { t: 'text', text: 'three' }],
    }))
    const refusal = 'refused: an answer whose steps are not those that have labels'
    expect(written('trl/stepwise', record, longer)).toBe(refusal)
    expect(
      written(
        'trl/stepwise',
        record,
        withItems(0, () => []),
      ),
    ).toBe(refusal)
  })
})
