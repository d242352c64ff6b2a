import { open, realpath, rename, rm, type FileHandle } from 'node:fs/promises'
import { CliFailure, fileFailure } from './failure.ts'
import { TextOutput } from './output.ts'
import type { SourceFile } from './source-file.ts'

/** A file that takes its name only when it is complete. Every failure is a `CliFailure`. */
export class Destination {
  readonly text: TextOutput
  readonly #path: string
  readonly #handle: FileHandle
  #bytesWritten = 0

  private constructor(path: string, handle: FileHandle) {
    this.#path = path
    this.#handle = handle
    this.text = new TextOutput((text) => this.#append(Buffer.from(text)))
  }

  static async create(path: string, inputs: readonly SourceFile[]): Promise<Destination> {
    const there = await realpath(path).catch(() => null)
    for (const input of inputs)
      if (there !== null && there === (await realpath(input.path)))
        throw new CliFailure(`${path}: That is a file to be exported. Choose another --out.`)
    const handle = await open(partPath(path), 'w').catch((error: unknown) => {
      throw fileFailure(path, error)
    })
    return new Destination(path, handle)
  }

  get bytesWritten(): number {
    return this.#bytesWritten
  }

  async writeBytes(chunk: Uint8Array): Promise<void> {
    await this.text.flush()
    await this.#append(chunk)
  }

  async finish(): Promise<void> {
    await this.text.flush()
    try {
      await this.#handle.close()
      await rename(partPath(this.#path), this.#path)
    } catch (error) {
      throw fileFailure(this.#path, error)
    }
  }

  async abandon(): Promise<void> {
    await this.#handle.close()
    await rm(partPath(this.#path), { force: true })
  }

  async #append(bytes: Uint8Array): Promise<void> {
    try {
      await this.#handle.writeFile(bytes)
      this.#bytesWritten += bytes.length
    } catch (error) {
      throw fileFailure(this.#path, error)
    }
  }
}

function partPath(path: string): string {
  return path + '.part'
}
