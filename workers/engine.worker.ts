/**
 * The engine's only worker file, started once as the desk and, by the desk, several times as an
 * analyst. The name it is started with says which. It wires; the work is in src/engine.
 */
declare const self: DedicatedWorkerGlobalScope

/**
 * Analysts. The desk does next to nothing while it loads JSON Lines, so two cores take two; from
 * three on one is left to the page and the browser. More than three would wait for the disk and cost
 * memory: each keeps up to 90 MB of what it has read until that is collected.
 */
const CORES = navigator.hardwareConcurrency
const ANALYSTS = Math.min(3, Math.max(Math.min(2, CORES), CORES - 1))

async function startDesk(): Promise<void> {
  const [{ expose }, { Desk }, { Crew }, { Database }, { hireAnalyst }, { privateFiles }] =
    await Promise.all([
      import('comlink'),
      import('../src/engine/desk/desk.ts'),
      import('../src/engine/desk/crew.ts'),
      import('../src/storage/db.ts'),
      import('../src/engine/analyst/remote.ts'),
      import('./private-files.ts'),
    ])
  // Every analyst runs this very file; the page need not know of them.
  const startAnother = () => new Worker(self.location.href, { type: 'module', name: 'analyst' })
  const desk = new Desk({
    db: new Database(),
    crew: new Crew(ANALYSTS, () => hireAnalyst(startAnother())),
    locks: navigator.locks,
    storage: navigator.storage,
    createPrivateFile: privateFiles(),
  })
  expose(desk, self)
}

async function startAnalyst(): Promise<void> {
  const [{ exposeAnalyst }, { createAnalyst }] = await Promise.all([
    import('../src/engine/analyst/remote.ts'),
    import('../src/engine/analyst/create.ts'),
  ])
  exposeAnalyst(createAnalyst(), self)
}

await (self.name === 'analyst' ? startAnalyst() : startDesk())
self.postMessage('ready')

export {}
