/** Preference sets whose records are judged by more than one mark. */
import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { isJsonObject, type JsonObject } from '../model/json.ts'
import { messageText } from '../model/message.ts'
import type { Sample } from '../model/sample.ts'
import { recordedTree } from '../model/tree.ts'
import { detectFormat } from './detect.ts'
import { FORMATS } from './index.ts'
import { data, parse, recordsOf } from './testing/real-records.ts'
import { RecentToolSets } from './tool-sets.ts'

const PANDALM = 'WeOpenML__PandaLM/testset-v1.json'

function indexesOf(defect: string): readonly number[] {
  const observed = JSON.parse(readFileSync(new URL('observed.json', data), 'utf8')) as {
    files: Record<string, { defects: Record<string, { indexes: number[] }> }>
  }
  return observed.files[PANDALM]!.defects[defect]!.indexes
}

function readAll(): { records: JsonObject[]; samples: Sample[] } {
  const toolSets = new RecentToolSets()
  const records = recordsOf(PANDALM).map(parse).filter(isJsonObject)
  return { records, samples: records.map((record) => FORMATS.pandalm.read(record, { toolSets })) }
}

describe.skipIf(!existsSync(data))('PandaLM’s test set', () => {
  test('is known for what it is', () => {
    const [best, second] = detectFormat(recordsOf(PANDALM).slice(0, 60).map(parse))
    expect(best?.format).toBe('pandalm')
    expect(second).toBeUndefined()
  })

  test('only answers that are no text are a problem, and they are kept', () => {
    const { records, samples } = readAll()
    const wrong: number[] = []
    samples.forEach((sample, i) => {
      const { response1, response2 } = records[i]!
      const areTexts = typeof response1 === 'string' && typeof response2 === 'string'
      expect(sample.problems).toHaveLength(areTexts ? 0 : 1)
      if (!areTexts) wrong.push(i)
      expect(sample.branches.map((b) => messageText(b.messages[0]!))).toEqual(
        [response1, response2].map(String),
      )
    })
    expect(wrong).toEqual([157, 158, 159, 161, 162, 164])
  })

  test('the majority makes the pair, and a majority of ties makes none', () => {
    const { records, samples } = readAll()
    const ties: number[] = []
    samples.forEach((sample, i) => {
      const { annotator1, annotator2, annotator3 } = records[i]!
      const votes = [annotator1, annotator2, annotator3]
      const pair = sample.recordedPair
      if (!pair) ties.push(i)
      else expect(votes.filter((vote) => vote === pair.chosen + 1).length).toBeGreaterThan(1)
      expect(sample.branches.map((branch) => branch.scores?.length)).toEqual([3, 3])
    })
    expect(ties).toEqual(indexesOf('majority_tie'))
  })

  test('every record writes back to the letter', () => {
    for (const bytes of recordsOf(PANDALM)) {
      const text = new TextDecoder().decode(bytes)
      const sample = FORMATS.pandalm.read(parse(bytes), { text, toolSets: new RecentToolSets() })
      const written = FORMATS.pandalm.write(text, sample, recordedTree(sample))
      expect(written).toEqual({ ok: true, value: text })
    }
  })
})
