import { describe, expect, it } from 'vitest'
import { datasetName, freeName, sureness } from './names.ts'

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
