/** A preference: an answer over another, both by number. */
interface Preference {
  readonly record: number
  readonly over: number
  readonly under: number
}

type Words = readonly [high: Uint32Array, low: Uint32Array]

/** The preferences of some records, with their answers numbered. Equal sides are no preference. */
export function numberPairs(
  records: Iterable<number>,
  chosen: Words,
  rejected: Words,
): readonly Preference[] {
  const numbers = new Map<string, number>()
  const numberOf = ([high, low]: Words, record: number) => {
    const key = `${high[record]} ${low[record]}`
    const known = numbers.get(key)
    if (known !== undefined) return known
    numbers.set(key, numbers.size)
    return numbers.size - 1
  }
  const preferences: Preference[] = []
  for (const record of records) {
    const over = numberOf(chosen, record)
    const under = numberOf(rejected, record)
    if (over !== under) preferences.push({ record, over, under })
  }
  return preferences
}

export interface Tangle {
  /** The records whose preferences go round in circles, in order. */
  readonly records: readonly number[]
  /** Answers that are both above and below each other. */
  readonly answers: number
  /** A record that prefers exactly the opposite. */
  opposite(record: number): number | undefined
}

/** Answers that are above and below each other: strongly connected parts of the graph (Tarjan). */
export function tangles(preferences: readonly Preference[]): readonly Tangle[] {
  const parts = connectedParts(preferences)
  const byPart = new Map<number, Preference[]>()
  for (const preference of preferences) {
    const part = parts[preference.over]!
    if (part !== parts[preference.under]) continue
    const inside = byPart.get(part)
    if (inside) inside.push(preference)
    else byPart.set(part, [preference])
  }
  return [...byPart.values()].map((inside) => {
    const byEdge = new Map(inside.map((each) => [`${each.over} ${each.under}`, each.record]))
    const edges = new Map(inside.map((each) => [each.record, each]))
    return {
      records: inside.map(({ record }) => record),
      answers: new Set(inside.flatMap(({ over, under }) => [over, under])).size,
      opposite(record) {
        const edge = edges.get(record)!
        return byEdge.get(`${edge.under} ${edge.over}`)
      },
    }
  })
}

/** The strongly connected part of each answer. Iterative, since a chain may be of any length. */
function connectedParts(preferences: readonly Preference[]): number[] {
  const under: number[][] = []
  for (const { over, under: below } of preferences) {
    ;(under[over] ??= []).push(below)
    under[below] ??= []
  }
  const index: number[] = []
  const low: number[] = []
  const part: number[] = []
  const open: number[] = []
  let visited = 0
  for (let root = 0; root < under.length; root++) {
    if (index[root] !== undefined) continue
    const way: { readonly node: number; next: number }[] = [{ node: root, next: 0 }]
    while (way.length > 0) {
      const step = way.at(-1)!
      const { node } = step
      if (step.next === 0 && index[node] === undefined) {
        index[node] = low[node] = visited++
        open.push(node)
      }
      const child = under[node]![step.next++]
      if (child !== undefined) {
        if (index[child] === undefined) way.push({ node: child, next: 0 })
        else if (part[child] === undefined) low[node] = Math.min(low[node]!, index[child])
        continue
      }
      way.pop()
      const parent = way.at(-1)
      if (parent) low[parent.node] = Math.min(low[parent.node]!, low[node]!)
      if (low[node] !== index[node]) continue
      for (let member = open.pop()!; ; member = open.pop()!) {
        part[member] = node
        if (member === node) break
      }
    }
  }
  return part
}
