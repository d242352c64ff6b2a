import type { Json, JsonObject } from '../../model/json.ts'
import type { AlignedRow } from './aligned.ts'
import { item, TrainerStop } from './python.ts'
import type { Template } from './templates.ts'

/** A media column: a single value is wrapped, an empty list is none. No file is looked for. */
export function findMedia(row: JsonObject, column: string | null): readonly Json[] | null {
  if (!column) return null
  const value = item(row, column)
  if (value === null) return null
  const list: readonly Json[] = Array.isArray(value) ? value : [value]
  return list.length === 0 ? null : list
}

/**
 * What a template does with media before it renders. A text template refuses any; a vision template
 * wants one literal tag per file, and counts tags that are merely mentioned (#8440).
 */
export function checkMedia(
  messages: readonly { readonly content: Json }[],
  row: AlignedRow,
  template: Template,
): void {
  const kinds = [
    ['<image>', row.images, template.media.includes('image')],
    ['<video>', row.videos, template.media.includes('video')],
    ['<audio>', row.audios, template.media.includes('audio')],
  ] as const
  for (const [tag, files, supported] of kinds)
    if (files && !supported)
      throw new TrainerStop('ValueError', `the template takes no ${tag} input`)
  if (template.asksProcessor) throw new TrainerStop('AttributeError', 'the processor is empty')
  for (const [tag, files, supported] of kinds) {
    if (!supported) continue
    const tags = messages.reduce((sum, { content }) => sum + countTag(content, tag), 0)
    if (tags !== (files?.length ?? 0))
      throw new TrainerStop('ValueError', `${tags} ${tag} tags for ${files?.length ?? 0} files`)
  }
}

function countTag(content: Json, tag: string): number {
  return typeof content === 'string' ? content.split(tag).length - 1 : 0
}
