import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Download, Locator, Page } from '@playwright/test'

/** A file that the tests open: one on the disk, or one made in the test. */
export type TestFile = string | { readonly name: string; readonly text: string | Uint8Array }

const EXAMPLES = fileURLToPath(new URL('../../public/examples/', import.meta.url))

/** The real files that ship with the product. */
export const GLAIVE = EXAMPLES + 'glaive_toolcall_en_demo.json'
export const PAIRS = EXAMPLES + 'dpo_en_demo.json'
export const AIRLINE = EXAMPLES + 'gpt-4o-airline.even-task-ids.json'

/** The app as a person finds it: places return locators or the next place, tests judge. */
export class Workbench {
  readonly page: Page

  constructor(page: Page) {
    this.page = page
  }

  async start(): Promise<this> {
    await this.page.goto('/')
    await this.page.getByRole('main').waitFor()
    return this
  }

  // --- home and loading -----------------------------------------------------------------------

  /** Chooses files in “Open files”; the dialog that says what was found comes next. */
  async choose(...files: TestFile[]): Promise<Locator> {
    const input = this.page.getByLabel('Open files')
    await input.setInputFiles(
      files.map((file) => {
        if (typeof file === 'string') return file
        const buffer =
          typeof file.text === 'string' ? Buffer.from(file.text) : Buffer.from(file.text)
        return { name: file.name, mimeType: 'application/json', buffer }
      }) as never,
    )
    const found = this.page.getByRole('dialog', { name: 'What was found' })
    await found.waitFor()
    return found
  }

  /** Like `choose` for a file beyond what a test can hand over in memory. */
  async chooseLarge(name: string, text: string): Promise<Locator> {
    const folder = await mkdtemp(join(tmpdir(), 'tuning-fork-e2e-'))
    const path = join(folder, name)
    await writeFile(path, text)
    return this.choose(path)
  }

  /** Chooses files, accepts what was found, and waits until all is loaded. */
  async load(...files: TestFile[]): Promise<void> {
    const found = await this.choose(...files)
    await found.getByRole('button', { name: /^Load/ }).click()
    await this.loaded()
  }

  /** Waits until all is loaded and a sample is open, to which keys apply. */
  async loaded(): Promise<void> {
    await this.page.getByRole('region', { name: /^Loading/ }).waitFor({ state: 'detached' })
    await this.status.getByText(/^Sample \d/).waitFor()
  }

  /** Opens a dataset of the list at home. */
  async openDataset(name: string): Promise<void> {
    await this.page.goto('/#/')
    await this.page.getByRole('row', { name }).getByRole('link', { name }).click()
    await this.queue.waitFor()
  }

  // --- triage ---------------------------------------------------------------------------------

  get queue(): Locator {
    return this.page.getByRole('listbox', { name: 'Samples' })
  }

  /** A sample's line in the queue, by its record number. */
  row(record: number): Locator {
    return this.queue.getByRole('option', { name: new RegExp(`#${record}\\b`) })
  }

  get filter(): Locator {
    return this.page.getByRole('combobox', { name: /^Filter/ })
  }

  get sample(): Locator {
    return this.page.getByRole('region', { name: 'Sample' })
  }

  /** What screen readers hear of place and counts. */
  get status(): Locator {
    return this.page.getByRole('main')
  }

  message(name: string | RegExp): Locator {
    return this.page.getByRole('listitem', { name })
  }

  /** The state of saving, top right. */
  get saved(): Locator {
    return this.page.getByRole('banner').getByRole('status')
  }

  async goTo(record: number): Promise<void> {
    await this.page.goto(
      this.page.url().replace(/(triage|fork)\/.*|checks|export/, `triage/${record}`),
    )
    await this.page.getByRole('heading', { level: 1, name: `#${record}`, exact: true }).waitFor()
  }

  async room(name: 'Triage' | 'Forks' | 'Checks' | 'Export'): Promise<void> {
    await this.page
      .getByRole('navigation', { name: 'Rooms of this dataset' })
      .getByRole('link', { name })
      .click()
  }

  async press(...keys: string[]): Promise<void> {
    for (const key of keys) await this.page.keyboard.press(key)
  }

  // --- fork -----------------------------------------------------------------------------------

  /** The shared prompt of a fork, across its full width. */
  get stem(): Locator {
    return this.page.getByRole('region', { name: /^Shared prompt/ })
  }

  /** The form in which a message is edited. */
  get editor(): Locator {
    return this.page.getByRole('region', { name: 'Edit message' })
  }

  /** A message below the fork point; each side may have one of this number. */
  cell(number: number): Locator {
    return this.page.getByRole('group', { name: `Message ${number}`, exact: true })
  }

  /** Chooses from the menu of a branch, a message or the like. */
  async pick(menu: string, entry: string | RegExp): Promise<void> {
    await this.page.getByRole('button', { name: menu, exact: true }).click()
    await this.page
      .getByRole('menu', { name: menu, exact: true })
      .getByRole('menuitem', { name: entry })
      .or(this.page.getByRole('menuitemradio', { name: entry }))
      .click()
  }

  // --- export -----------------------------------------------------------------------------------

  /** Opens the export of a target and waits for its plan. */
  async exportTo(target: RegExp): Promise<void> {
    await this.room('Export')
    await this.page.getByRole('radio', { name: target }).check({ force: true })
    await this.page.getByText(/^Preflight ran/).waitFor()
  }

  /** Writes the export and gives the downloaded files by name. */
  async write(files: number): Promise<Map<string, Buffer>> {
    const downloads: Download[] = []
    const all = new Promise<void>((resolve) => {
      this.page.on('download', (download) => {
        downloads.push(download)
        if (downloads.length === files) resolve()
      })
    })
    await this.page.getByRole('button', { name: /^Write/ }).click()
    await all
    const contents = new Map<string, Buffer>()
    for (const download of downloads)
      contents.set(download.suggestedFilename(), await contentsOf(download))
    return contents
  }
}

async function contentsOf(download: Download): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of await download.createReadStream()) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}
