import { describe, expect, it } from 'vitest'
import type { IngestRequest } from '../protocol.ts'
import { MemoryBrowser, valueOf } from './testing/memory-browser.ts'

const said = (role: string, content: string) => ({ role, content })

function run(task: number, trial: number, reward: number, asked: string, answer: string): string {
  const traj = [said('system', 'Be brief.'), said('user', asked), said('assistant', answer)]
  return JSON.stringify({ task_id: task, trial, reward, info: {}, traj }) + '\n'
}

function fileOf(text: string, format: IngestRequest['files'][number]['format'], name: string) {
  return { file: new File([text], name), container: 'jsonl' as const, format, confidence: 1 }
}

const RUNS = [
  run(1, 0, 0, 'Where is it?', 'No idea.'),
  run(2, 0, 1, 'Where is it?', 'There.'),
  run(1, 1, 1, 'Where is it?', 'Here.'),
  run(1, 2, 1, 'And now?', 'Here.'),
].join('')

describe('the siblings of a record', () => {
  it('are the other tries of its task, with what they share', async () => {
    const tab = new MemoryBrowser().tab()
    const id = await tab.load(fileOf(RUNS, 'tau-bench', 'runs.jsonl'))
    expect(await tab.desk.siblings(id, 0)).toEqual([
      expect.objectContaining({ record: 2, trial: 1, reward: 1, messages: 3, shared: 2 }),
      expect.objectContaining({ record: 3, trial: 2, shared: 0, title: 'And now?' }),
    ])
    expect(await tab.desk.siblings(id, 1)).toEqual([])
  })

  it('are known again when the dataset is opened by another tab', async () => {
    const browser = new MemoryBrowser()
    const first = browser.tab()
    const id = await first.load(fileOf(RUNS, 'tau-bench', 'runs.jsonl'))
    browser.die(first)
    const second = browser.tab()
    valueOf(await second.desk.open(id))
    const found = await second.desk.siblings(id, 3)
    expect(found.map(({ record }) => record)).toEqual([0, 2])
  })

  it('are the answers that another file holds under the same id', async () => {
    const question = {
      id: 'q_1',
      question: [[said('user', 'Weather?')]],
      function: [{ name: 'f' }],
    }
    const answers = { id: 'q_1', ground_truth: [{ f: { city: ['Hue'] } }] }
    const tab = new MemoryBrowser().tab()
    const id = await tab.load(
      fileOf(JSON.stringify(question) + '\n', 'bfcl', 'a.jsonl'),
      fileOf(JSON.stringify(answers) + '\n', 'bfcl/answers', 'b.jsonl'),
    )
    expect(await tab.desk.siblings(id, 0)).toEqual([
      expect.objectContaining({ record: 1, messages: 0, gold: answers.ground_truth }),
    ])
  })

  it('are none where formats have nothing to do with each other', async () => {
    const tab = new MemoryBrowser().tab()
    const rollout = { input: 'x', output: 'y', gts: '', score: 1, step: 1 }
    const id = await tab.load(
      fileOf(RUNS, 'tau-bench', 'a.jsonl'),
      fileOf(JSON.stringify(rollout) + '\n', 'verl/rollout', 'b.jsonl'),
    )
    expect(await tab.desk.siblings(id, 4)).toEqual([])
  })
})
