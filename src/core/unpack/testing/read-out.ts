import { bufferSource } from '../../containers/bytes.ts'
import { openPacked, type Notice, type Packing, type UnpackLimits } from '../index.ts'

export interface ReadOut {
  readonly text: string
  readonly packings: readonly Packing[]
  readonly notices: readonly Notice[]
}

/** What comes out of the parts of a packed file, by entry; '' where there are none. */
export async function readOut(
  bytes: Uint8Array,
  name = 'file',
  limits?: UnpackLimits,
): Promise<Map<string, ReadOut>> {
  const opened = await openPacked(bufferSource(new Uint8Array(bytes)), name, limits)
  if (!opened) throw new Error('it is not packed')
  const found = new Map<string, ReadOut>()
  for (const part of opened.parts) {
    const { chunks, packings, notices } = part.read()
    const out: Uint8Array[] = []
    for await (const chunk of chunks) out.push(chunk)
    const text = Buffer.concat(out).toString('utf8')
    found.set(part.entry ?? '', { text, packings, notices: [...opened.problems, ...notices] })
  }
  return found
}

/** The same for a file that is no zip. */
export async function readOne(
  bytes: Uint8Array,
  name?: string,
  limits?: UnpackLimits,
): Promise<ReadOut> {
  const found = (await readOut(bytes, name, limits)).get('')
  if (!found) throw new Error('it has entries')
  return found
}

export function lineValues({ text }: ReadOut): unknown[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line): unknown => JSON.parse(line))
}
