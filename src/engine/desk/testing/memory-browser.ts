import { IDBFactory } from 'fake-indexeddb'
import type { Result } from '../../../core/result.ts'
import type { Database, DatasetId } from '../../../storage/db.ts'
import { memoryDatabase } from '../../../storage/testing.ts'
import { createAnalyst } from '../../analyst/create.ts'
import type { Change, DatasetSummary, IngestRequest } from '../../protocol.ts'
import { Crew } from '../crew.ts'
import { Desk } from '../desk.ts'
import { MemoryLocks } from './memory-locks.ts'

/** A browser of which every tab has a desk of its own, analysts in the same thread. */
export class MemoryBrowser {
  readonly #factory = new IDBFactory()
  #locks = new MemoryLocks()

  tab(): Tab {
    return new Tab(memoryDatabase(this.#factory), this.#locks)
  }

  /** All tabs die with the browser: whatever they held is free, whatever they say is not heard. */
  die(...tabs: readonly Tab[]): void {
    this.#locks = new MemoryLocks()
    for (const tab of tabs) tab.close()
  }
}

/** One tab: its desk and all that it was told. */
export class Tab {
  readonly db: Database
  readonly desk: Desk
  readonly news: Change[] = []

  constructor(db: Database, locks: MemoryLocks) {
    this.db = db
    const hire = () => ({
      analyst: createAnalyst(),
      died: new Promise<never>(() => undefined),
      end: () => undefined,
    })
    this.desk = new Desk({
      db,
      crew: new Crew(1, hire),
      locks: locks.locks,
      storage: {
        estimate: () => Promise.resolve({ usage: 0, quota: 1e9 }),
        persisted: () => Promise.resolve(false),
      },
      createPrivateFile: () => Promise.resolve(null),
    })
    void this.desk.listen((change) => this.news.push(change))
  }

  /** Loads files and waits for the end. */
  async load(...files: IngestRequest['files']): Promise<DatasetId> {
    const id = valueOf(await this.desk.startIngest({ name: 'set', files }))
    await this.ended(id)
    return id
  }

  async ended(id: DatasetId): Promise<Extract<Change, { kind: 'ingestEnd' }>> {
    for (;;) {
      const end = this.news.find((c) => c.kind === 'ingestEnd' && c.dataset === id)
      if (end?.kind === 'ingestEnd') return end
      await new Promise((resolve) => setTimeout(resolve, 1))
    }
  }

  /** What the tab was told about whether it writes, oldest first. */
  modes(id: DatasetId): string[] {
    return this.news.flatMap((c) => (c.kind === 'mode' && c.dataset === id ? [c.mode] : []))
  }

  close(): void {
    this.desk.close()
    this.db.close()
  }

  async summary(id: DatasetId): Promise<DatasetSummary> {
    const found = (await this.desk.listDatasets()).find((dataset) => dataset.id === id)
    if (!found) throw new Error(`no dataset ${id}`)
    return found
  }
}

export function valueOf<T>(result: Result<T, { kind: string }>): T {
  if (!result.ok) throw new Error(JSON.stringify(result.error))
  return result.value
}

/** ShareGPT lines, each asking something of its own. */
export function lines(count: number): string {
  const line = (i: number) =>
    JSON.stringify({
      conversations: [
        { from: 'human', value: `Question ${i}` },
        { from: 'gpt', value: i % 3 === 0 ? '' : `Answer ${i}` },
      ],
    })
  return Array.from({ length: count }, (_, i) => line(i) + '\n').join('')
}

export function sharegptFile(text: string, name = 'some.jsonl'): IngestRequest['files'][number] {
  return {
    file: new File([text], name),
    container: 'jsonl',
    format: 'sharegpt',
    confidence: 1,
  }
}
