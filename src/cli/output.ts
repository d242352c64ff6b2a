import { once } from 'node:events'
import type { Writable } from 'node:stream'

/** Text is gathered to this many UTF-16 units before it is handed on. */
const BUFFER_UNITS = 64 * 1024

/** Takes text and resolves when it can take more. */
export type TextSink = (text: string) => Promise<void>

/** Gathers small texts; waits whenever the reader at the other end is slower. */
export class TextOutput {
  readonly #sink: TextSink
  #buffer = ''

  constructor(sink: TextSink) {
    this.#sink = sink
  }

  async write(text: string): Promise<void> {
    this.#buffer += text
    if (this.#buffer.length >= BUFFER_UNITS) await this.flush()
  }

  /** One JSON value as a line. */
  writeLine(value: unknown): Promise<void> {
    return this.write(JSON.stringify(value) + '\n')
  }

  async flush(): Promise<void> {
    if (this.#buffer === '') return
    const text = this.#buffer
    this.#buffer = ''
    await this.#sink(text)
  }
}

/** A stream as a sink: back-pressure is waited for. */
export function streamSink(stream: Writable): TextSink {
  return async (text) => {
    if (!stream.write(text)) await once(stream, 'drain')
  }
}
