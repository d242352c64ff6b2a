import { Analyser } from '../../core/analyse.ts'
import type { BatchColumns } from '../../core/columns.ts'
import { formatOf } from '../../core/formats/index.ts'
import { RecentToolSets } from '../../core/formats/tool-sets.ts'
import type { FormatId } from '../../core/model/sample.ts'
import { ToolValidators } from '../../core/schema/validators.ts'
import type { AnalyseJob, Analyst } from './analyst.ts'
import { searchRecords } from './search.ts'
import { sha256 } from './sha256.ts'

/** An analyst in this thread. Nothing is loaded later: the page makes no request once it is there. */
export function createAnalyst(): Analyst {
  const toolSets = new RecentToolSets()
  const validators = new ToolValidators()
  const analysers = new Map<FormatId, Analyser>()

  async function analyse({ format, bytes, from, batch }: AnalyseJob): Promise<BatchColumns> {
    let analyser = analysers.get(format)
    if (!analyser) {
      analyser = new Analyser({ format: formatOf(format), toolSets, validators })
      analysers.set(format, analyser)
    }
    const offset = batch.columns.offset.map((at) => at - from)
    await analyser.analyseBatch(bytes, { offset, length: batch.columns.length }, batch)
    return batch
  }

  return {
    analyse,
    search: searchRecords,
    sha256,
  }
}
