/** A tool of a list that is defined otherwise than where it counts. */
export interface Drift {
  readonly name: number
  /** The contract that prevails, and in what share of the records. */
  readonly leading: number
  readonly share: number
}

/** Names that a list must hold for records with the same names to be of one make. */
const LEAST_NAMES = 3

interface Tool {
  readonly name: number
  readonly contract: number
}

/** Which tools are defined how in how many records. */
export class ToolContracts {
  readonly #lists = new Map<number, Tool[]>()
  readonly #records = new Map<number, number>()
  readonly #firstRecord = new Map<number, number>()

  /** `rows`: three numbers a tool (list, name, contract); `lists`: the list of each record. */
  constructor(rows: readonly number[], lists: Uint32Array) {
    for (let i = 0; i < rows.length; i += 3) {
      const tool = { name: rows[i + 1]!, contract: rows[i + 2]! }
      const tools = this.#lists.get(rows[i]!)
      if (tools) tools.push(tool)
      else this.#lists.set(rows[i]!, [tool])
    }
    for (let record = 0; record < lists.length; record++) {
      const list = lists[record]!
      if (list === 0) continue
      this.#records.set(list, (this.#records.get(list) ?? 0) + 1)
      if (!this.#firstRecord.has(list)) this.#firstRecord.set(list, record)
    }
  }

  /** The first record that offers a tool of this contract. */
  firstWith(contract: number, lists: Uint32Array): number | undefined {
    let first: number | undefined
    for (const [list, tools] of this.#lists) {
      const record = this.#firstRecord.get(list)
      if (record === undefined || (first !== undefined && record >= first)) continue
      if (tools.some((tool) => tool.contract === contract) && lists[record] === list) first = record
    }
    return first
  }

  /** The lists with tools that drifted. */
  oddLists(prevails: number, leastRecords: number): ReadonlyMap<number, readonly Drift[]> {
    const everywhere = this.#count((tools) => tools.map(({ name }) => [name, name] as const))
    const alike = this.#count((tools) => {
      const names = namesKey(tools)
      return tools.length < LEAST_NAMES
        ? []
        : tools.map(({ name }) => [`${names} ${name}`, name] as const)
    })
    const odd = new Map<number, readonly Drift[]>()
    for (const [list, tools] of this.#lists) {
      const names = namesKey(tools)
      const drifts = tools.flatMap(({ name, contract }): Drift[] => {
        const one = driftOf(everywhere.get(name), name, contract, prevails, leastRecords)
        if (one) return [one]
        const other = driftOf(alike.get(`${names} ${name}`), name, contract, 0.5, leastRecords)
        return other ? [other] : []
      })
      if (drifts.length > 0) odd.set(list, drifts)
    }
    return odd
  }

  /** Records per contract, under each key that a list's tools go by. */
  #count<K>(
    keysOf: (tools: readonly Tool[]) => readonly (readonly [K, name: number])[],
  ): Map<K, Map<number, number>> {
    const counts = new Map<K, Map<number, number>>()
    for (const [list, tools] of this.#lists) {
      const records = this.#records.get(list) ?? 0
      for (const [key, name] of keysOf(tools)) {
        let byContract = counts.get(key)
        if (!byContract) counts.set(key, (byContract = new Map<number, number>()))
        for (const tool of tools)
          if (tool.name === name)
            byContract.set(tool.contract, (byContract.get(tool.contract) ?? 0) + records)
      }
    }
    return counts
  }
}

function namesKey(tools: readonly Tool[]): string {
  return tools
    .map(({ name }) => name)
    .sort((a, b) => a - b)
    .join()
}

function driftOf(
  counts: ReadonlyMap<number, number> | undefined,
  name: number,
  contract: number,
  prevails: number,
  leastRecords: number,
): Drift | undefined {
  if (!counts || counts.size < 2) return undefined
  let total = 0
  let leading = contract
  let most = -1
  for (const [each, records] of counts) {
    total += records
    if (records > most || (records === most && each < leading)) {
      most = records
      leading = each
    }
  }
  if (leading === contract || total < leastRecords || most < prevails * total) return undefined
  return { name, leading, share: most / total }
}
