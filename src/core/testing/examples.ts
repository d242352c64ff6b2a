import { readFileSync } from 'node:fs'

/** A ShareGPT record with tools, as LLaMA-Factory's tool-calling example holds them. */
export interface ToolCallingRecord {
  conversations: { from: string; value: string }[]
  tools: string
}

/** A record of OpenAI messages. */
export interface OpenAiRecord {
  messages: OpenAiMessage[]
}
export interface OpenAiMessage {
  role: string
  content: string | null
  tool_calls?: { id: string; type: string; function: { name: string; arguments: string } }[]
  tool_call_id?: string
  name?: string
}

/** A LLaMA-Factory DPO record. */
export interface PairRecord {
  conversations: { from: string; value: string }[]
  chosen: { from: string; value: string }
  rejected: { from: string; value: string }
}

/** Real records that ship with the app; fresh copies, so that a test may change them. */
export function toolCallingExample(): ToolCallingRecord[] {
  return read('glaive_toolcall_en_demo.json') as ToolCallingRecord[]
}

export function pairExample(): PairRecord[] {
  return read('dpo_en_demo.json') as PairRecord[]
}

export function trajectoryExample(): { traj: OpenAiMessage[] }[] {
  return read('gpt-4o-airline.even-task-ids.json') as { traj: OpenAiMessage[] }[]
}

function read(name: string): unknown {
  const url = new URL(`../../../public/examples/${name}`, import.meta.url)
  return JSON.parse(readFileSync(url, 'utf8'))
}
