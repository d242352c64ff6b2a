import { mkdir, mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { expect, expectNoAxeViolations, test } from './fixtures.ts'
import { Workbench } from './pages/workbench.ts'

test.setTimeout(120_000)

const sales = JSON.stringify([
  {
    talk: [
      { who: 'me', says: 'Where is my parcel?' },
      { who: 'it', says: 'At the door.' },
    ],
  },
])
const info = JSON.stringify({
  sales_demo: {
    file_name: 'sales.json',
    formatting: 'sharegpt',
    columns: { messages: 'talk' },
    tags: { role_tag: 'who', content_tag: 'says', user_tag: 'me', assistant_tag: 'it' },
  },
  primes: { file_name: 'primes.json', formating: 'alpaca' },
  gone: { file_name: 'gone.json' },
  hub: { hf_hub_url: 'a/b' },
})
const primes = JSON.stringify([{ instruction: 'Name a prime.', input: '', output: '7' }])

async function folder(files: Record<string, string>): Promise<string> {
  const root = join(await mkdtemp(join(tmpdir(), 'tuning-fork-e2e-')), 'data')
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(root, path)), { recursive: true })
    await writeFile(join(root, path), text)
  }
  return root
}

for (const colorScheme of ['light', 'dark'] as const)
  for (const width of [1440, 1024, 390])
    test.describe(`${width} px, ${colorScheme}`, () => {
      test.use({ colorScheme, viewport: { width, height: 900 } })

      test('a folder with its dataset_info.json becomes the sets that it names', async ({
        page,
      }, testInfo) => {
        const app = await new Workbench(page).start()
        const root = await folder({
          'dataset_info.json': info,
          'sales.json': sales,
          'primes.json': primes,
          'cover.png': 'x',
        })
        await page.getByLabel('Folder to open').setInputFiles(root)
        const found = page.getByRole('dialog', { name: 'What was found' })
        await expect(found).toContainText('named in dataset_info.json as sales_demo')
        await expect(
          found.getByRole('list', { name: 'Named files that were not chosen' }),
        ).toContainText('gone.json of gone')
        await expect(found.getByRole('list', { name: 'Findings in the entries' })).toContainText(
          /primes.*formating/,
        )
        await expect(found).toContainText('1 comes from a hub')
        await found.getByText('1 other file left out').click()
        await expect(found.getByRole('list', { name: 'Files left out' })).toContainText(
          'data/cover.png: no data file',
        )
        await expect(
          found.getByRole('combobox', { name: 'Format of data/sales.json' }),
        ).toHaveValue(/^mapping:/)
        await expect(
          found.getByRole('radio', { name: '2 datasets, one for each file' }),
        ).toBeChecked()
        await page.screenshot({ path: testInfo.outputPath('found.png') })
        await expectNoAxeViolations(page)
        await found.getByRole('button', { name: 'Load 2 files' }).click()
        await app.loaded()
        await page.goto('/#/')
        await expect(page.getByRole('link', { name: 'sales_demo' })).toBeVisible()
        await page.getByRole('link', { name: 'primes' }).click()
        await expect(app.sample).toContainText('Name a prime.')
      })
    })

test('questions and their answers are one dataset unless one says otherwise', async ({ page }) => {
  const app = await new Workbench(page).start()
  const question = {
    id: 'simple_0',
    question: [[{ role: 'user', content: 'Area of a triangle?' }]],
    function: [
      {
        name: 'area',
        description: 'Area.',
        parameters: { type: 'dict', properties: { base: { type: 'integer' } }, required: ['base'] },
      },
    ],
  }
  const answer = { id: 'simple_0', ground_truth: [{ area: { base: [10] } }] }
  const found = await app.choose(
    { name: 'questions.json', text: JSON.stringify(question) },
    { name: 'answers.json', text: JSON.stringify(answer) },
  )
  await expect(found.getByRole('radio', { name: /^One dataset of all 2 files/ })).toBeChecked()
  await found.getByRole('button', { name: 'Load 2 files' }).click()
  await expect(app.queue).toContainText('Area of a triangle?')
  await page.goto('/#/')
  await expect(page.getByRole('link', { name: 'questions' })).toBeVisible()
})

test('a packed file says what it is, in the details too, and is given back as it came', async ({
  page,
}) => {
  const app = await new Workbench(page).start()
  const text = gzipSync('{"instruction": "Name a prime.", "input": "", "output": "7"}\n')
  const found = await app.choose({ name: 'primes.jsonl.gz', text })
  await expect(found).toContainText('gzip of JSON Lines')
  await found.getByRole('button', { name: 'Load', exact: true }).click()
  await expect(app.row(0)).toContainText('Name a prime.')
  await page.goto('/#/')
  await app.pick('Actions for primes', 'Details')
  const details = page.getByRole('dialog', { name: 'Details of “primes”' })
  await expect(details).toContainText('gzip')
  await expectNoAxeViolations(page)
  const downloading = page.waitForEvent('download')
  await details.getByRole('button', { name: 'Save the original file' }).click()
  expect((await downloading).suggestedFilename()).toBe('primes.jsonl.gz')
})

test('a reload while fields are mapped says so and gives the mapping back', async ({ page }) => {
  const app = await new Workbench(page).start()
  const file = { name: 'odd.jsonl', text: '{"q": "Why?", "a": "So."}\n{"q": "Who?", "a": "Me."}\n' }
  let found = await app.choose(file)
  await found.getByRole('button', { name: 'Map the fields of odd.jsonl' }).click()
  let screen = page.getByRole('region', { name: 'Map the fields of odd.jsonl' })
  await screen.getByRole('textbox', { name: 'Completion', exact: true }).fill('a')
  await screen.getByRole('textbox', { name: 'Prompt', exact: true }).fill('q')
  await screen.getByRole('textbox', { name: 'Name of the mapping' }).fill('Odd')
  expect(page.url()).toContain('#/map')
  await page.reload()
  await expect(page.getByRole('main')).toContainText('The mapping of odd.jsonl is kept')
  await expectNoAxeViolations(page)
  found = await app.choose(file)
  await expect(found).toContainText('An unfinished mapping of it is kept')
  await found.getByRole('button', { name: 'Map the fields of odd.jsonl' }).click()
  screen = page.getByRole('region', { name: 'Map the fields of odd.jsonl' })
  await expect(screen.getByRole('textbox', { name: 'Name of the mapping' })).toHaveValue('Odd')
  await expect(screen.getByRole('textbox', { name: 'Prompt', exact: true })).toHaveValue('q')

  await screen.getByRole('button', { name: 'Save', exact: true }).click()
  await expect(screen).toContainText('Saved')
  await app.pick('Saved mappings and files', 'Delete “Odd”')
  const toast = page.getByText('Mapping “Odd” deleted.')
  await expect(toast).toBeVisible()
  await page.getByRole('button', { name: /^Undo/ }).last().click()
  await page.getByRole('button', { name: 'Saved mappings and files' }).click()
  await expect(page.getByRole('menuitemradio', { name: 'Odd', exact: true })).toBeVisible()
})
