import type { OtherList } from '../containers/find.ts'

/** Something that a person must know about a file that had to be unpacked or converted. */
export interface Notice {
  /**
   * `cut`: it ends early. `damaged`: its bytes are not what they should be. `limit`: it was not read
   * further on purpose. `skipped`: a part of it is not data. `converted`: it is not as it came.
   */
  readonly kind: 'cut' | 'damaged' | 'limit' | 'skipped' | 'converted'
  /** One or two plain sentences. */
  readonly message: string
  /** Byte of the file as it came. */
  readonly atByte?: number
}

/** Told of notices while a file is read. */
export type Report = (notice: Notice) => void

/** How far a packed file is believed. */
export interface UnpackLimits {
  /** Bytes that may come out at most. */
  readonly bytes: number
  /** Bytes out of one byte in, once `freeBytes` have come out. */
  readonly ratio: number
  readonly freeBytes: number
}

/**
 * JSON packs to a twentieth and tables of one repeated row to a few hundredths; deflate itself ends
 * at 1032:1. What goes beyond is made to fill a disk.
 */
export const UNPACK_LIMITS: UnpackLimits = {
  bytes: 64 * 1024 ** 3,
  ratio: 1_000,
  freeBytes: 64 * 1024 ** 2,
}

/** Thrown within a decoder when a limit is met; caught where its stream ends. */
export class LimitMet extends Error {}

/** Counts what goes into a decoder and what comes out. */
export class Meter {
  bytesIn = 0
  bytesOut = 0
  readonly #limits: UnpackLimits

  constructor(limits: UnpackLimits) {
    this.#limits = limits
  }

  out(bytes: number): void {
    this.bytesOut += bytes
    const { bytes: most, ratio, freeBytes } = this.#limits
    if (this.bytesOut > most)
      throw new LimitMet(`More than ${shown(most)} come out of it; the rest is not read.`)
    if (this.bytesOut > freeBytes && this.bytesOut > ratio * this.bytesIn)
      throw new LimitMet(
        `It unpacks to more than ${ratio.toLocaleString('en')} times its size, as no data does; the rest is not read.`,
      )
  }
}

function shown(bytes: number): string {
  const units = ['bytes', 'kB', 'MB', 'GB']
  let value = bytes
  let unit = 0
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024
    unit++
  }
  return `${Math.round(value * 10) / 10} ${units[unit]}`
}

/** That a file holds other lists of records, which are not read. */
export function otherListsNotices({
  others,
}: {
  readonly others: readonly OtherList[]
}): readonly Notice[] {
  if (others.length === 0) return []
  const lists = others.map(({ place, records }) => `${place.path} (${records})`).join(', ')
  const message = `It holds other lists of records, which are not read: ${lists}.`
  return [{ kind: 'skipped', message }]
}
