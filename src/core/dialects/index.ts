import type { Dialect as DialectId } from '../model/message.ts'
import { anthropic } from './anthropic.ts'
import { deepseekV3, deepseekV31 } from './deepseek.ts'
import type { Dialect } from './dialect.ts'
import { functionaryV2, functionaryV3, functionaryV31 } from './functionary.ts'
import { gemma4 } from './gemma4.ts'
import { glaive } from './glaive.ts'
import { glm4 } from './glm4.ts'
import { glm4Moe } from './glm4-moe.ts'
import { harmony } from './harmony.ts'
import { hermes } from './hermes.ts'
import { llamaFactory, openai } from './json-text.ts'
import { kimi } from './kimi.ts'
import { lfm2 } from './lfm2.ts'
import { llama3Json, llama3PythonTag } from './llama3.ts'
import { minimaxM1 } from './minimax-m1.ts'
import { minimaxM2 } from './minimax-m2.ts'
import { mistral, mistralV11 } from './mistral.ts'
import { pythonic } from './pythonic.ts'
import { qwen3Coder } from './qwen3-coder.ts'
import { react } from './react.ts'
import { seedOss } from './seed-oss.ts'

/** Every dialect. Of those that share an opener the stricter comes first, since the first one reads. */
export const DIALECTS: readonly Dialect[] = [
  qwen3Coder,
  glm4Moe,
  hermes,
  functionaryV31,
  functionaryV2,
  functionaryV3,
  mistralV11,
  mistral,
  deepseekV3,
  deepseekV31,
  llama3PythonTag,
  lfm2,
  gemma4,
  kimi,
  harmony,
  minimaxM1,
  minimaxM2,
  seedOss,
  anthropic,
  glaive,
  react,
  llama3Json,
  pythonic,
  glm4,
  openai,
  llamaFactory,
]

const BY_ID = new Map<DialectId, Dialect>(DIALECTS.map((dialect) => [dialect.id, dialect]))

/** A dialect by its id; calls made here are written as Hermes does. */
export function dialectOf(id: DialectId): Dialect {
  return BY_ID.get(id) ?? hermes
}
