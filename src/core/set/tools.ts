import { equalData } from '../json/equal.ts'
import { isJsonObject, type Json } from '../model/json.ts'
import type { ToolDef } from '../model/message.ts'
import { numberOption } from '../checks/options.ts'
import { contractOf, nameHash } from './canonical.ts'
import { percent } from './part-records.ts'
import { defineSetCheck, type JudgedSet } from './set-check.ts'
import { ToolContracts } from './tool-contracts.ts'

const CODE = 'set.tools'
/** Properties that a finding names at most. */
const MOST_NAMED = 3

export const setTools = defineSetCheck({
  code: CODE,
  title: 'Tool defined differently than elsewhere',
  severity: 'warning',
  help: {
    what: 'A tool’s arguments are defined otherwise than in most records that offer a tool of this name, where one definition prevails; or than in records that offer exactly the same tools by name (three or more). Descriptions do not count. Where every record brings tools of its own, no definition prevails and nothing is said.',
    why: 'Records made against two versions of a tool teach calls that the tool does not take.',
    remedy: 'Bring the definitions, and the calls, up to one version, or drop the older records.',
    bad: 'search(query, limit) in 980 records, search(query, max_results) in 20',
    good: 'search(query, limit) in all of 1,000 records',
    source: 'Our own rule.',
  },
  options: {
    prevails: numberOption('A definition prevails from', 80, {
      least: 51,
      most: 100,
      unit: 'percent',
    }),
    leastRecords: numberOption('Records from', 10, { least: 2, most: 1_000_000, unit: 'records' }),
  },
  async judge(set, report, { prevails, leastRecords }) {
    const { digests, pace } = set
    const lists = digests.column('tools')
    const contracts = new ToolContracts(digests.contracts, lists)
    const odd = contracts.oddLists(prevails / 100, leastRecords)
    if (odd.size === 0) return
    for (let record = 0; record < lists.length; record++) {
      const wait = pace.step(record, lists.length)
      if (wait) await wait
      const drifts = odd.get(lists[record]!)
      if (!drifts) continue
      const sample = await set.read(record)
      for (const { name, leading, share } of drifts) {
        const def = sample?.tools.defs.find((each) => nameHash(each.name) === name)
        const other = contracts.firstWith(leading, lists)
        if (!def || other === undefined) continue
        const theirs = await definitionIn(set, other, name, leading)
        const how = theirs ? differences(def.schema, theirs.schema) : ''
        await report.record(
          record,
          'warning',
          `The tool “${def.name}” is defined otherwise here than in ${percent(share)} of the records that offer it (${set.nameOf(other, record)} for one)${how}. Calls made for one definition may not fit the other.`,
          def.path,
        )
      }
    }
  },
})

async function definitionIn(
  set: JudgedSet,
  record: number,
  name: number,
  contract: number,
): Promise<ToolDef | undefined> {
  const sample = await set.read(record)
  return sample?.tools.defs.find(
    (def) => nameHash(def.name) === name && contractOf(def) === contract,
  )
}

/** ": `limit` is missing here, `max` is new": what a reader would look for first. */
function differences(here: Json, there: Json): string {
  const [ours, theirs] = [propertiesOf(here), propertiesOf(there)]
  const said: string[] = []
  for (const name of Object.keys(theirs))
    if (!Object.hasOwn(ours, name)) said.push(`\`${name}\` is missing here`)
    else if (!equalData(withoutProse(ours[name]!), withoutProse(theirs[name]!)))
      said.push(`\`${name}\` differs`)
  for (const name of Object.keys(ours))
    if (!Object.hasOwn(theirs, name)) said.push(`\`${name}\` is only here`)
  if (said.length === 0) return ''
  const more = said.length > MOST_NAMED ? ` and ${said.length - MOST_NAMED} more` : ''
  return `: ${said.slice(0, MOST_NAMED).join(', ')}${more}`
}

function propertiesOf(schema: Json): Readonly<Record<string, Json>> {
  const properties = isJsonObject(schema) ? schema['properties'] : undefined
  return properties !== undefined && isJsonObject(properties) ? properties : {}
}

function withoutProse(schema: Json): Json {
  if (!isJsonObject(schema)) return schema
  return Object.fromEntries(
    Object.entries(schema).filter(([key]) => key !== 'description' && key !== 'title'),
  )
}
