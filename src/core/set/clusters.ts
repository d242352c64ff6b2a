/** Sets of records that belong together, each named by its first. */
export class Clusters {
  readonly #parent: Uint32Array

  constructor(count: number) {
    this.#parent = Uint32Array.from({ length: count }, (_, i) => i)
  }

  /** The first record of the set that a record is in. */
  first(record: number): number {
    const parent = this.#parent
    let root = record
    while (parent[root] !== root) root = parent[root]!
    for (let at = record; at !== root;) {
      const next = parent[at]!
      parent[at] = root
      at = next
    }
    return root
  }

  /** Whether this joined two sets. */
  join(a: number, b: number): boolean {
    const x = this.first(a)
    const y = this.first(b)
    if (x === y) return false
    this.#parent[Math.max(x, y)] = Math.min(x, y)
    return true
  }
}
