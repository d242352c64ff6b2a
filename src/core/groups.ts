import type { Sample } from './model/sample.ts'

/**
 * Records that belong together: tries of one task, or a question and the answers that a file of their
 * own holds. Formats say so by `meta.group`; formats of one family (`bfcl`, `bfcl/answers`) share it.
 */
export function groupOf({ format, meta }: Sample): string | undefined {
  return meta.group === undefined ? undefined : `${format.split('/', 1)[0]} ${meta.group}`
}

/**
 * The number that stands for a group in the columns, never 0 (FNV-1a, 32 bits). Two groups may share
 * one, so whoever looks records up by it compares the groups themselves.
 */
export function groupKey(group: string): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < group.length; i++)
    hash = Math.imul(hash ^ group.charCodeAt(i), 0x01000193) >>> 0
  return hash || 1
}
