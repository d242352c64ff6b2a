/**
 * Gives the memory of a buffer back now, not when it is collected: a worker that reads a gigabyte
 * piece by piece would otherwise hold a hundred megabytes of what it is done with. The buffer is
 * empty afterwards.
 */
export function release(buffer: ArrayBuffer): void {
  // Not in the ES2023 library yet; where it is missing the buffer is emptied all the same.
  const { transfer } = buffer as ArrayBuffer & { transfer?: (bytes: number) => ArrayBuffer }
  if (transfer) transfer.call(buffer, 0)
  else structuredClone(buffer, { transfer: [buffer] })
}
