/**
 * The few globals that browsers, workers and Node share and that the core may use. The core is
 * compiled without the DOM library, so anything not named here is a type error on purpose.
 */
declare class TextDecoder {
  constructor(label?: string, options?: { fatal?: boolean; ignoreBOM?: boolean })
  decode(input?: ArrayBuffer | ArrayBufferView, options?: { stream?: boolean }): string
}
declare class TextEncoder {
  encode(input?: string): Uint8Array<ArrayBuffer>
  encodeInto(source: string, destination: Uint8Array): { read: number; written: number }
}
declare class URL {
  constructor(url: string, base?: string)
  readonly href: string
}
declare function structuredClone<T>(value: T): T
