import * as Comlink from 'comlink'
import { batchBuffers } from '../../core/columns.ts'
import { digestBuffers } from '../../core/set/digests.ts'
import type { HiredAnalyst } from '../desk/crew.ts'
import type { AnalysedLines, Analyst, LinesJob, TakeLines } from './analyst.ts'

/** An analyst whose user is at the other end of a channel. */
type ExposedAnalyst = Omit<Analyst, 'analyseLines'> & {
  analyseLines(job: LinesJob, stretch: number): Promise<void>
}

/**
 * Lines on their way from an analyst, beside Comlink's messages. They go by the worker's own channel:
 * what goes by another port is copied, and comes in no order with the answer.
 */
interface LinesMessage {
  readonly type: 'lines'
  readonly stretch: number
  readonly lines: AnalysedLines
}

function isLinesMessage(data: unknown): data is LinesMessage {
  return typeof data === 'object' && data !== null && 'type' in data && data.type === 'lines'
}

/** Offers an analyst to whoever is at the other end. Buffers are handed over, not copied. */
export function exposeAnalyst(analyst: Analyst, endpoint: Comlink.Endpoint): void {
  const remote: ExposedAnalyst = {
    analyse: async (job) => {
      const batch = await analyst.analyse(job)
      return Comlink.transfer(batch, batchBuffers(batch) as ArrayBuffer[])
    },
    analysePlaces: async (job) => {
      const batch = await analyst.analysePlaces(job)
      return Comlink.transfer(batch, batchBuffers(batch) as ArrayBuffer[])
    },
    digestPlaces: async (job) => {
      const batch = await analyst.digestPlaces(job)
      return Comlink.transfer(batch, digestBuffers(batch))
    },
    analyseLines: (job, stretch) =>
      analyst.analyseLines(job, (lines) => {
        const message: LinesMessage = { type: 'lines', stretch, lines }
        endpoint.postMessage(message, batchBuffers(lines.batch) as ArrayBuffer[])
      }),
    search: async (job) => {
      const answer = await analyst.search(job)
      return Comlink.transfer(answer, [answer.found.buffer])
    },
    sha256: (source) => analyst.sha256(source),
    stopHashing: () => analyst.stopHashing(),
  }
  Comlink.expose(remote, endpoint)
}

/** Hires the analyst in a worker that says `ready` once it is there. */
export function hireAnalyst(worker: Worker): HiredAnalyst {
  const remote = Comlink.wrap<ExposedAnalyst>(worker)
  /** Takers of the lines of the stretches under way. */
  const takers = new Map<number, TakeLines>()
  let stretches = 0
  worker.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
    if (isLinesMessage(data)) takers.get(data.stretch)?.(data.lines)
  })
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
      analysePlaces: async (job) => {
        await ready
        return remote.analysePlaces(job)
      },
      digestPlaces: async (job) => {
        await ready
        return remote.digestPlaces(job)
      },
      analyseLines: async (job, take) => {
        await ready
        const stretch = stretches++
        takers.set(stretch, take)
        try {
          // Comes behind the last lines: the channel keeps the order.
          await remote.analyseLines(job, stretch)
        } finally {
          takers.delete(stretch)
        }
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
