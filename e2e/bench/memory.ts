import { readdir, readFile } from 'node:fs/promises'

/** Memory of a process and all below it in MB: proportional set size, Linux only. */
export async function treeMegabytes(root: number): Promise<number> {
  const parents = await parentsOfAll()
  const isBelow = (pid: number): boolean =>
    pid === root || (parents.has(pid) && isBelow(parents.get(pid)!))
  let kilobytes = 0
  for (const pid of parents.keys()) if (isBelow(pid)) kilobytes += await kilobytesOf(pid)
  return kilobytes / 1024
}

async function parentsOfAll(): Promise<Map<number, number>> {
  const parents = new Map<number, number>()
  for (const name of await readdir('/proc')) {
    if (!/^\d+$/.test(name)) continue
    const stat = await readFile(`/proc/${name}/stat`, 'utf8').catch(gone)
    // The name of the program, in brackets, may hold spaces.
    const parent = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]
    if (parent !== undefined) parents.set(Number(name), Number(parent))
  }
  return parents
}

async function kilobytesOf(pid: number): Promise<number> {
  const rollup = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8').catch(gone)
  return Number(/^Pss:\s+(\d+)/m.exec(rollup)?.[1] ?? 0)
}

/** A process that ended while we looked holds nothing. */
function gone(): string {
  return ''
}

/** Watches a process tree: the growth of its memory over what it was at the start. */
export class MemoryWatch {
  readonly #root: number
  readonly #start: number
  #peak: number
  #stopped = false
  readonly #watching: Promise<void>

  private constructor(root: number, start: number) {
    this.#root = root
    this.#start = start
    this.#peak = start
    this.#watching = this.#watch()
  }

  static async start(root: number): Promise<MemoryWatch> {
    return new MemoryWatch(root, await treeMegabytes(root))
  }

  /** Ends watching; the highest growth in MB. */
  async stop(): Promise<number> {
    this.#stopped = true
    await this.#watching
    return this.#peak - this.#start
  }

  async #watch(): Promise<void> {
    while (!this.#stopped) {
      this.#peak = Math.max(this.#peak, await treeMegabytes(this.#root))
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
  }
}
