import { describe, expect, it } from 'vitest'
import { areShards, datasetName, freeName, isSure, shardName, sureness } from './names.ts'

describe('names of datasets', () => {
  it.each([
    ['glaive_toolcall_en_demo.json', 'glaive toolcall en demo'],
    ['gpt-4o-airline.even-task-ids.json', 'gpt-4o-airline.even-task-ids'],
    ['runs.jsonl', 'runs'],
    ['.jsonl', '.jsonl'],
    ['___', '___'],
    ['no extension', 'no extension'],
  ])('%s becomes %s', (file, name) => expect(datasetName(file)).toBe(name))

  it('get a number when they are taken', () => {
    expect(freeName('runs', [])).toBe('runs')
    expect(freeName('runs', ['runs', 'runs 2'])).toBe('runs 3')
  })

  it('go with a word for how sure the format is', () => {
    expect([1, 0.9, 0.7, 0.2, 0].map(sureness)).toEqual([
      'sure',
      'sure',
      'likely',
      'a guess',
      'your choice',
    ])
  })
})

describe('shards', () => {
  it.each([
    ['train-00003-of-00008.jsonl', 'train'],
    ['part-0001.jsonl', 'part'],
    ['runs_12.json', 'runs'],
    ['data.001.json', 'data'],
  ])('%s is one of %s', (file, name) => expect(shardName(file)).toBe(name))

  it('differ in their number only', () => {
    expect(areShards(['a-1.jsonl', 'a-2.jsonl'])).toBe(true)
    expect(areShards(['a-1.jsonl', 'b-2.jsonl'])).toBe(false)
    expect(areShards(['a-1.jsonl', 'a-1.jsonl'])).toBe(false)
    expect(areShards(['train.jsonl', 'test.jsonl'])).toBe(false)
    expect(areShards(['a-1.jsonl'])).toBe(false)
  })
})

describe('a format is taken without asking', () => {
  const guesses = (...confidences: number[]) =>
    confidences.map((confidence) => ({ format: 'openai' as const, confidence, reason: 'x' }))
  it.each([
    [[], false],
    [[0.95], true],
    [[0.55], false],
    [[0.95, 0.94], false],
    [[0.95, 0.7], true],
  ])('%j: %s', (confidences, sure) => expect(isSure(guesses(...confidences))).toBe(sure))
})
