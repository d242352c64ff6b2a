import type {
  Engine,
  ExportDestination,
  ExportRequest,
  ExportSummary,
  Progress,
  StorageError,
  TargetId,
  WrittenExport,
} from '../../../engine/protocol.ts'
import type { DatasetSession } from '../../session.svelte.ts'
import { defaultScope, fileStem, nameProblem, targetEntry, type Scope } from './targets.ts'

/** What is being decided about an export, what it would give, and how its writing goes. */
export class ExportDraft {
  readonly #engine: Engine
  readonly #session: DatasetSession
  target = $state<TargetId>('llama-factory/dpo')
  /** Null: the likeliest, which changes with the work. */
  chosenScope = $state<Scope | null>(null)
  /** Null: made from the dataset's name. */
  chosenName = $state<string | null>(null)
  folder = $state.raw<FileSystemDirectoryHandle | null>(null)

  summary = $state.raw<ExportSummary | null>(null)
  /** When the preflight ended and how long it took. */
  ran = $state.raw<{ readonly at: number; readonly elapsedMs: number } | null>(null)
  planning = $state(false)
  progress = $state.raw<Progress | null>(null)
  writing = $state(false)
  written = $state.raw<WrittenExport | null>(null)
  error = $state.raw<StorageError | null>(null)
  #plan: AbortController | undefined
  #write: AbortController | undefined

  readonly entry = $derived.by(() => targetEntry(this.target))
  readonly scope: Scope = $derived.by(
    () =>
      this.chosenScope ??
      (this.#session.summary ? defaultScope(this.#session.summary.work) : 'notDropped'),
  )
  readonly name: string = $derived.by(
    () => this.chosenName ?? fileStem(this.#session.summary?.name ?? '', this.entry.suffix),
  )
  readonly nameProblem = $derived.by(() => nameProblem(this.name))
  readonly request: ExportRequest = $derived.by(() => ({
    target: this.target,
    name: this.name,
    scope: this.scope,
  }))
  readonly heldBack = $derived.by(() =>
    (this.summary?.heldBack ?? []).reduce((sum, group) => sum + group.count, 0),
  )

  constructor(engine: Engine, session: DatasetSession) {
    this.#engine = engine
    this.#session = session
  }

  /** Runs the preflight; a newer one overtakes an older. */
  async plan(request: ExportRequest): Promise<void> {
    this.#plan?.abort()
    if (nameProblem(request.name) !== undefined) return
    const plan = (this.#plan = new AbortController())
    const began = Date.now()
    this.planning = true
    this.progress = null
    try {
      const summary = await this.#engine.planExport(this.#session.id, request, {
        signal: plan.signal,
        onProgress: (progress) => {
          if (plan === this.#plan) this.progress = progress
        },
      })
      if (plan !== this.#plan) return
      this.summary = summary
      this.ran = { at: Date.now(), elapsedMs: Date.now() - began }
      this.written = null
      this.error = null
    } catch (error) {
      if (!plan.signal.aborted) throw error
    } finally {
      if (plan === this.#plan) {
        this.planning = false
        this.progress = null
      }
    }
  }

  /** Writes to the chosen folder, or gives files to download. Null when it failed or was cancelled. */
  async write(): Promise<WrittenExport | null> {
    const write = (this.#write = new AbortController())
    const destination: ExportDestination = this.folder
      ? { kind: 'folder', handle: this.folder }
      : { kind: 'download' }
    this.writing = true
    this.progress = null
    this.error = null
    this.written = null
    try {
      const result = await this.#engine.writeExport(this.#session.id, this.request, destination, {
        signal: write.signal,
        onProgress: (progress) => (this.progress = progress),
      })
      if (result.ok) return (this.written = result.value)
      this.error = result.error
      return null
    } catch (error) {
      if (write.signal.aborted) return null
      throw error
    } finally {
      this.writing = false
      this.progress = null
    }
  }

  cancel(): void {
    this.#write?.abort()
  }

  close(): void {
    this.#plan?.abort()
    this.#write?.abort()
  }
}
