import { isJsonObject } from '../../core/model/json.ts'
import type { DescribedSet } from '../protocol.ts'

const LARGEST = 4 * 1024 * 1024
/** One of these names where the records of a set come from. */
const ORIGINS = [
  'file_name',
  'hf_hub_url',
  'ms_hub_url',
  'om_hub_url',
  'script_url',
  'cloud_file_name',
]

/**
 * The sets that a `dataset_info.json` of LLaMA-Factory names; undefined for any other file. None in
 * one that is called so and is broken: what is wrong with it is for the lint to say.
 */
export async function describedSets(file: File): Promise<DescribedSet[] | undefined> {
  if (!/^dataset_info.*\.json$/i.test(file.name) || file.size > LARGEST) return undefined
  let value: unknown
  try {
    value = JSON.parse(await file.text())
  } catch {
    return file.name === 'dataset_info.json' ? [] : undefined
  }
  if (!isJsonObject(value)) return undefined
  const sets: DescribedSet[] = []
  const entries = Object.entries(value)
  const hasOrigin = ([, about]: (typeof entries)[number]) =>
    isJsonObject(about) && ORIGINS.some((key) => typeof about[key] === 'string')
  if (!entries.some(hasOrigin)) return undefined
  for (const [name, about] of entries) {
    const fileName = isJsonObject(about) ? about['file_name'] : undefined
    sets.push(typeof fileName === 'string' ? { name, fileName } : { name })
  }
  return sets
}
