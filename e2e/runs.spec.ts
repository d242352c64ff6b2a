import { expect, test } from './fixtures.ts'
import { Workbench } from './pages/workbench.ts'

const said = (role: string, content: string) => ({ role, content })
const run = (trial: number, reward: number, asked: string, answer: string) =>
  JSON.stringify({
    task_id: 7,
    trial,
    reward,
    info: {},
    traj: [said('system', 'Be brief.'), said('user', asked), said('assistant', answer)],
  })
const RUNS = [
  run(0, 0, 'Where is my bag?', 'No idea.'),
  run(1, 1, 'Where is my bag?', 'In Hue.'),
  run(2, 1, 'And my coat?', 'In Hue.'),
].join('\n')

test('another run of the same task becomes a branch, and with its reward the chosen one', async ({
  page,
}) => {
  const app = await new Workbench(page).start()
  await app.load({ name: 'runs.jsonl', text: RUNS })
  const runs = page.getByRole('region', { name: 'Other runs of this task' })
  await expect(runs).toContainText('trial 1 · reward 1 · 3 messages')
  await expect(runs).toContainText('Shares 2 messages of prompt. It did better.')
  await expect(runs).toContainText('Its prompt is another one')

  await runs.getByRole('button', { name: 'Add record 1 as a branch' }).click()
  await expect(runs).toContainText('It is a branch here.')
  const branch = app.sample.getByRole('region', { name: 'Branch B' })
  await expect(branch).toContainText('Chosen')
  await expect(branch).toContainText('from record 1')
  await expect(branch).toContainText('In Hue.')

  await page.keyboard.press('ControlOrMeta+z')
  await expect(runs.getByRole('button', { name: 'Add record 1 as a branch' })).toBeVisible()
})
