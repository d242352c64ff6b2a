import * as Comlink from 'comlink'
import type { DeskApi, JobArguments } from './desk-api.ts'
import type { Change, Engine, Job } from './protocol.ts'

/** The engine over a desk in a worker of its own. */
export function createEngine(): Engine {
  const worker = new Worker(new URL('../../workers/engine.worker.ts', import.meta.url), {
    type: 'module',
    name: 'desk',
  })
  return engineOver(worker)
}

/** The engine over a desk at the other end, which says `ready` once it is there. */
export function engineOver(worker: Worker): Engine {
  // Every call of the desk answers with a promise anyway, so the remote has the very same type.
  const remote = Comlink.wrap<DeskApi>(worker) as unknown as DeskApi
  const calls = new Calls(worker)
  const listeners = new Set<(change: Change) => void>()
  const tell = (change: Change) => listeners.forEach((listener) => listener(change))
  let jobs = 0

  const ask = <T>(call: (desk: DeskApi) => T | Promise<T>) => calls.run(() => call(remote))

  async function work<T>(
    { signal, onProgress }: Job,
    call: (desk: DeskApi, job: JobArguments) => Promise<T>,
  ): Promise<T> {
    signal?.throwIfAborted()
    const id = ++jobs
    const job: JobArguments = onProgress ? [id, Comlink.proxy(onProgress)] : [id]
    let cancel: (() => void) | undefined
    const aborted = new Promise<never>((_, reject) => {
      cancel = () => {
        void ask((desk) => desk.cancel(id))
        reject(new DOMException('The job was cancelled.', 'AbortError'))
      }
      signal?.addEventListener('abort', cancel, { once: true })
    })
    try {
      return await Promise.race([ask((desk) => call(desk, job)), aborted])
    } finally {
      if (cancel) signal?.removeEventListener('abort', cancel)
    }
  }

  void ask((desk) => desk.listen(Comlink.proxy(tell)))

  return {
    listDatasets: () => ask((desk) => desk.listDatasets()),
    inspect: (files, signal) => work(jobOf(signal), (desk, job) => desk.inspect(files, ...job)),
    tryFormat: (file, format, record, signal) =>
      work(jobOf(signal), (desk, job) => desk.tryFormat(file, format, record, ...job)),
    outlineRecord: (file, record, open, signal) =>
      work(jobOf(signal), (desk, job) => desk.outlineRecord(file, record, open, ...job)),
    suggestMapping: (file, signal) =>
      work(jobOf(signal), (desk, job) => desk.suggestMapping(file, ...job)),
    listMappings: () => ask((desk) => desk.listMappings()),
    saveMapping: (mapping) => ask((desk) => desk.saveMapping(mapping)),
    deleteMapping: (name) => ask((desk) => desk.deleteMapping(name)),
    startIngest: (request) => ask((desk) => desk.startIngest(request)),
    resumeIngest: (id) => ask((desk) => desk.resumeIngest(id)),
    cancelIngest: (id) => ask((desk) => desk.cancelIngest(id)),
    listViews: () => ask((desk) => desk.listViews()),
    saveView: (view) => ask((desk) => desk.saveView(view)),
    deleteView: (name) => ask((desk) => desk.deleteView(name)),
    listCheckSettings: () => ask((desk) => desk.listCheckSettings()),
    saveCheckSettings: (settings) => ask((desk) => desk.saveCheckSettings(settings)),
    deleteCheckSettings: (name) => ask((desk) => desk.deleteCheckSettings(name)),
    startRecheck: (id, settings) => ask((desk) => desk.startRecheck(id, settings)),
    judgeSet: (id, job) => work(job, (desk, args) => desk.judgeSet(id, ...args)),
    cancelRecheck: (id) => ask((desk) => desk.cancelRecheck(id)),
    renameDataset: (id, name) => ask((desk) => desk.renameDataset(id, name)),
    deleteDataset: (id) => ask((desk) => desk.deleteDataset(id)),
    storageUse: () => ask((desk) => desk.storageUse()),
    persist: () => navigator.storage.persist(),
    open: (id) => ask((desk) => desk.open(id)),
    takeOver: (id) => ask((desk) => desk.takeOver(id)),
    query: (id, query, job = {}) => work(job, (desk, args) => desk.query(id, query, ...args)),
    rows: (id, handle, from, count) => ask((desk) => desk.rows(id, handle, from, count)),
    positionOf: (id, handle, record) => ask((desk) => desk.positionOf(id, handle, record)),
    sample: (id, record) => ask((desk) => desk.sample(id, record)),
    rawRecord: (id, record) => ask((desk) => desk.rawRecord(id, record)),
    unreadable: (id, from, count) => ask((desk) => desk.unreadable(id, from, count)),
    overview: (id) => ask((desk) => desk.overview(id)),
    charts: (id) => ask((desk) => desk.charts(id)),
    examples: (id) => ask((desk) => desk.examples(id)),
    history: (id, record) => ask((desk) => desk.history(id, record)),
    siblings: (id, record) => ask((desk) => desk.siblings(id, record)),
    recordedResults: (id, wanted, job = {}) =>
      work(job, (desk, args) => desk.recordedResults(id, wanted, ...args)),
    append: (id, act, changes) => ask((desk) => desk.append(id, act, changes)),
    undo: (id) => ask((desk) => desk.undo(id)),
    redo: (id) => ask((desk) => desk.redo(id)),
    planExport: (id, request, job) =>
      work(job, (desk, args) => desk.planExport(id, request, ...args)),
    writeExport: (id, request, destination, job) =>
      work(job, (desk, args) => desk.writeExport(id, request, destination, ...args)),
    planMend: (id, file, job) => work(job, (desk, args) => desk.planMend(id, file, ...args)),
    applyMend: (id, file, job) => work(job, (desk, args) => desk.applyMend(id, file, ...args)),
    planBulk: (id, handle, what, job) =>
      work(job, (desk, args) => desk.planBulk(id, handle, what, ...args)),
    applyBulk: (id, handle, what, job) =>
      work(job, (desk, args) => desk.applyBulk(id, handle, what, ...args)),
    originalFile: (id, source) => ask((desk) => desk.originalFile(id, source)),
    onChange: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

function jobOf(signal: AbortSignal | undefined): Job {
  return signal ? { signal } : {}
}

/** Calls that wait for an answer. A worker that fails answers none of them, so they are told here. */
class Calls {
  readonly #ready: Promise<void>
  readonly #waiting = new Set<(error: Error) => void>()
  #dead: Error | undefined

  constructor(worker: Worker) {
    let isReady = false
    this.#ready = new Promise((resolve) => {
      const started = () => {
        isReady = true
        resolve()
      }
      worker.addEventListener('message', started, { once: true })
    })
    worker.addEventListener('error', (event) => {
      const what = event.message || 'its program could not be loaded'
      const error = new Error(`The engine stopped: ${what}. Reload the page; your work is saved.`)
      if (!isReady) this.#dead = error
      for (const reject of this.#waiting) reject(error)
    })
  }

  async run<T>(call: () => T | Promise<T>): Promise<T> {
    if (this.#dead) throw this.#dead
    let leave: (error: Error) => void = () => undefined
    const failed = new Promise<never>((_, reject) => (leave = reject))
    this.#waiting.add(leave)
    try {
      return await Promise.race([this.#ready.then(call), failed])
    } finally {
      this.#waiting.delete(leave)
    }
  }
}
