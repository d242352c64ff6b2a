import * as Comlink from 'comlink'
import { batchBuffers } from '../../core/columns.ts'
import type { HiredAnalyst } from '../desk/crew.ts'
import type { Analyst, LinesJob, TakeLines } from './analyst.ts'

/** An analyst whose user is at the other end of a channel. */
type ExposedAnalyst = Omit<Analyst, 'analyseLines'> & {
  analyseLines(job: LinesJob, take: Comlink.Remote<TakeLines>): Promise<void>
}

/** Offers an analyst to whoever is at the other end. Buffers are handed over, not copied. */
export function exposeAnalyst(analyst: Analyst, endpoint: Comlink.Endpoint): void {
  const remote: ExposedAnalyst = {
    analyse: async (job) => {
      const batch = await analyst.analyse(job)
      return Comlink.transfer(batch, batchBuffers(batch) as ArrayBuffer[])
    },
    analyseLines: async (job, take) => {
      const taken: Promise<void>[] = []
      await analyst.analyseLines(job, (lines) => {
        const buffers = batchBuffers(lines.batch) as ArrayBuffer[]
        taken.push(take(Comlink.transfer(lines, buffers)))
      })
      // They travel by another channel than the answer, which must come last.
      await Promise.all(taken)
      take[Comlink.releaseProxy]()
    },
    search: async (job) => {
      const found = await analyst.search(job)
      return Comlink.transfer(found, [found.buffer])
    },
    sha256: (source) => analyst.sha256(source),
    stopHashing: () => analyst.stopHashing(),
  }
  Comlink.expose(remote, endpoint)
}

/** Hires the analyst in a worker that says `ready` once it is there. */
export function hireAnalyst(worker: Worker): HiredAnalyst {
  const remote = Comlink.wrap<Analyst>(worker)
  const ready = new Promise<void>((resolve) =>
    worker.addEventListener('message', () => resolve(), { once: true }),
  )
  const died = new Promise<never>((_, reject) =>
    worker.addEventListener('error', (event) =>
      reject(new Error(`A worker of the engine stopped: ${event.message || 'it could not start'}`)),
    ),
  )
  // It is also raced with every job; with no job under way nobody is left to tell.
  died.catch(() => undefined)
  return {
    analyst: {
      analyse: async (job) => {
        await ready
        const buffers = [job.bytes.buffer, ...batchBuffers(job.batch)] as ArrayBuffer[]
        return remote.analyse(Comlink.transfer(job, buffers))
      },
      analyseLines: async (job, take) => {
        await ready
        return remote.analyseLines(job, Comlink.proxy(take))
      },
      search: async (job) => {
        await ready
        return remote.search(job)
      },
      sha256: async (source) => {
        await ready
        return remote.sha256(source)
      },
      stopHashing: async () => {
        await ready
        await remote.stopHashing()
      },
    },
    died,
    end: () => worker.terminate(),
  }
}
