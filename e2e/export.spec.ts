import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { expect, test } from './fixtures.ts'
import { GLAIVE, PAIRS, Workbench } from './pages/workbench.ts'

/** Larger real files, where they are at hand. */
const KTO = fileURLToPath(
  new URL('../../shared/data/hiyouga__LLaMA-Factory/kto_en_demo.json', import.meta.url),
)

interface Turn {
  readonly from: string
  readonly value: string
}

const rowsOf = <Row>(file: Buffer): Row[] =>
  file
    .toString()
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Row)

interface KtoRow {
  readonly conversations: readonly Turn[]
  readonly label: boolean
}

const promptOf = ({ conversations }: KtoRow) => JSON.stringify(conversations.slice(0, -1))

function expectDifferentNeighbours(rows: readonly KtoRow[]): void {
  for (let at = 1; at < rows.length; at++)
    expect(promptOf(rows[at]!), `rows ${at - 1} and ${at}`).not.toBe(promptOf(rows[at - 1]!))
}

test('all 300 pairs of a real DPO set go out, each as it was, with a complete entry', async ({
  page,
}) => {
  const app = await new Workbench(page).start()
  await app.load(PAIRS)
  await app.exportTo(/LLaMA-Factory dpo/)
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('300 pairs go out')
  await expect(page.getByRole('main')).toContainText('300 samples looked at; none is held back')
  const files = await app.write(2)
  await expect(page.getByRole('status').filter({ hasText: 'Written: 300 pairs' })).toBeVisible()
  expect(JSON.parse(files.get('dataset_info.json')!.toString())).toEqual({
    dpo_en_demo_dpo: {
      file_name: 'dpo_en_demo_dpo.jsonl',
      formatting: 'sharegpt',
      ranking: true,
      columns: {
        messages: 'conversations',
        chosen: 'chosen',
        rejected: 'rejected',
        system: 'system',
        tools: 'tools',
      },
      tags: {
        role_tag: 'from',
        content_tag: 'value',
        user_tag: 'human',
        assistant_tag: 'gpt',
        observation_tag: 'observation',
        function_tag: 'function_call',
        system_tag: 'system',
      },
    },
  })
  interface Pair {
    readonly conversations: readonly Turn[]
    readonly chosen: Turn
    readonly rejected: Turn
  }
  const came = JSON.parse(await readFile(PAIRS, 'utf8')) as Pair[]
  const out = rowsOf<Pair>(files.get('dpo_en_demo_dpo.jsonl')!)
  const sides = ({ chosen, rejected }: Pair) => [chosen.value, rejected.value]
  expect(out.map(sides)).toEqual(came.map(sides))
  // What stood in a system turn stands in the column for it.
  const spoken = ({ conversations }: Pair) => conversations.filter((turn) => turn.from !== 'system')
  expect(out.map(spoken)).toEqual(came.map(spoken))
})

test('the summary says what stays behind and why, leads there, and follows the scope', async ({
  page,
}) => {
  const app = await new Workbench(page).start()
  await app.load(PAIRS)
  await app.press('a')
  await expect(app.row(0)).toHaveAccessibleName(/kept/)
  await app.press('x')
  await expect(app.row(1)).toHaveAccessibleName(/dropped/)
  await app.press('f')
  await page.keyboard.type('sure?')
  await app.press('Enter')
  await expect(app.row(2)).toHaveAccessibleName(/flagged/)

  await app.exportTo(/LLaMA-Factory dpo/)
  const head = page.getByRole('heading', { level: 1 })
  await expect(head).toHaveText('1 pair goes out')
  const scope = page.getByRole('combobox', { name: 'Samples' })
  await expect(scope.locator('option:checked')).toHaveText('Kept, paired or labelled · 1')
  await scope.selectOption({ label: 'Everything not dropped · 299' })
  await expect(head).toHaveText('298 pairs go out')
  await expect(page.getByRole('main')).toContainText('2 are held back')
  const group = (reason: RegExp) =>
    page
      .getByRole('listitem')
      .filter({ has: page.getByRole('paragraph').filter({ hasText: reason }) })
  await expect(group(/dropped/i).getByRole('link')).toHaveText(['#1'])
  await expect(group(/flag/i).getByRole('link')).toHaveText(['#2'])
  await group(/flag/i).getByRole('link', { name: '#2' }).click()
  await expect(
    page.getByRole('heading', { level: 1, name: 'Fork of sample 2', exact: true }),
  ).toBeAttached()

  await app.room('Export')
  await app.exportTo(/Flagged samples/)
  await expect(head).toHaveText('1 sample goes out')
  const [flagged] = [...(await app.write(2)).values()]
  const came = JSON.parse(await readFile(PAIRS, 'utf8')) as unknown[]
  expect(rowsOf(flagged!)).toEqual([
    {
      record: 2,
      source: 'dpo_en_demo.json',
      line: expect.any(Number) as unknown,
      note: 'sure?',
      findings: [],
      raw: came[2],
    },
  ])
})

test('labels given by key leave as booleans, and no desirable answer is blank', async ({
  page,
}) => {
  const app = await new Workbench(page).start()
  const asked = (prompt: string, answer: string) =>
    JSON.stringify({
      conversations: [
        { from: 'human', value: prompt },
        { from: 'gpt', value: answer },
      ],
    })
  const text = [
    asked('One?', 'Yes.'),
    asked('One?', 'No.'),
    asked('Two?', 'Yes.'),
    asked('Two?', ''),
    asked('Six?', 'Yes.'),
  ].join('\n')
  await app.load({ name: 'asked.jsonl', text })
  const labels = [true, false, false, true, true]
  for (const [record, label] of labels.entries()) {
    await app.press(label ? '=' : '-')
    await expect(app.row(record)).toHaveAccessibleName(/labelled/)
  }
  await app.exportTo(/LLaMA-Factory kto/)
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('4 examples go out')
  await expect(page.getByRole('link', { name: '#3', exact: true })).toBeVisible()
  const files = await app.write(2)
  const rows = rowsOf<KtoRow>(files.get('asked_kto.jsonl')!)
  const said = rows.map(({ conversations, label }) => [
    conversations[0]!.value,
    conversations[1]!.value,
    label,
  ])
  expect(said.toSorted()).toEqual([
    ['One?', 'No.', false],
    ['One?', 'Yes.', true],
    ['Six?', 'Yes.', true],
    ['Two?', 'Yes.', false],
  ])
  expectDifferentNeighbours(rows)
  const info = JSON.parse(files.get('dataset_info.json')!.toString()) as Record<string, unknown>
  expect(info['asked_kto']).toMatchObject({ ranking: false, columns: { kto_tag: 'label' } })
})

test('a real KTO set goes out whole, label by label', async ({ page }) => {
  test.skip(!existsSync(KTO), 'the real file is not at hand')
  const app = await new Workbench(page).start()
  await app.load(KTO)
  await app.exportTo(/LLaMA-Factory kto/)
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('300 examples go out')
  const rows = rowsOf<KtoRow>((await app.write(2)).get('kto_en_demo_kto.jsonl')!)
  const came = JSON.parse(await readFile(KTO, 'utf8')) as {
    messages: { content: string }[]
    label: boolean
  }[]
  const key = (prompt: string, answer: string, label: unknown) =>
    JSON.stringify([prompt, answer, label])
  const sent = rows.map(({ conversations, label }) =>
    key(conversations.at(-2)!.value, conversations.at(-1)!.value, label),
  )
  const brought = came.map(({ messages, label }) =>
    key(messages.at(-2)!.content, messages.at(-1)!.content, label),
  )
  expect(sent.toSorted()).toEqual(brought.toSorted())
  expectDifferentNeighbours(rows)
})

test('an edit of one field changes that field in the cleaned source and not a byte beside it', async ({
  page,
}) => {
  const app = await new Workbench(page).start()
  const line = (answer: string) =>
    `{ "id":9007199254740993,  "conversations": [{"from":"human", "value":"caf\\u00e9 \\/ tea?"}, {"from":"gpt","value":"${answer}", "logprob":-1.50e-3}],"score" : 1.10, "score": 12345678901234567890 }`
  const text = `${line('first')}\r\n${line('old')}\r\n\r\n${line('third')}`
  await app.load({ name: 'spelled.jsonl', text })
  await app.goTo(1)
  await app.message('Assistant, message 1').click()
  await app.press('e')
  await app.editor.getByRole('textbox', { name: 'Text' }).fill('new')
  await app.press('Control+Enter')
  await expect(app.message('Assistant, message 1')).toContainText('new')
  await expect(app.saved).toContainText('Saved')
  await app.exportTo(/Cleaned source/)
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('3 records go out')
  const [out] = [...(await app.write(1)).values()]
  expect(out!.toString()).toBe(text.replace('old', 'new'))

  // Undone, it leaves as it came.
  await app.room('Triage')
  await app.press('Control+z')
  await expect(app.message('Assistant, message 1')).toContainText('old')
  await app.exportTo(/Cleaned source/)
  const [back] = [...(await app.write(1)).values()]
  expect(back!.toString()).toBe(text)
})

test('an export of calls keeps every call and tool of the real set it came from', async ({
  page,
}) => {
  const app = await new Workbench(page).start()
  await app.load(GLAIVE)
  await app.press('=')
  await expect(app.row(0)).toHaveAccessibleName(/labelled/)
  await app.exportTo(/LLaMA-Factory kto/)
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('1 example goes out')
  const [row] = rowsOf<KtoRow & { tools: string }>(
    (await app.write(2)).get('glaive_toolcall_en_demo_kto.jsonl')!,
  )
  const [came] = JSON.parse(await readFile(GLAIVE, 'utf8')) as {
    conversations: Turn[]
    tools: string
  }[]
  const calls = (turns: readonly Turn[]) =>
    turns
      .filter(({ from }) => from === 'function_call')
      .map(({ value }) => JSON.parse(value) as unknown)
  expect(row!.conversations.map(({ from }) => from)).toEqual(
    came!.conversations.map(({ from }) => from),
  )
  expect(calls(row!.conversations)).toEqual(calls(came!.conversations))
  expect(JSON.parse(row!.tools)).toEqual(JSON.parse(came!.tools))
})
