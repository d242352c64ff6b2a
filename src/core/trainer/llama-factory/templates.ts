/** How a template writes tools and calls (spec §5). */
export type ToolFormat =
  | 'default'
  | 'gemma4'
  | 'glm4'
  | 'glm4_moe'
  | 'lfm2'
  | 'ling'
  | 'llama3'
  | 'minimax1'
  | 'minimax2'
  | 'mistral'
  | 'qwen'
  | 'qwen3_5'
  | 'seed_oss'

/** Opening and closing marker, to the letter. */
export type Markers = readonly [open: string, close: string]

export interface Template {
  readonly toolFormat: ToolFormat
  readonly thinkMarkers: Markers | null
  /** Null for templates of the Llama2 class, which look for no markers: JSON only. */
  readonly callMarkers: Markers | null
  /** Whether answers without thinking get an empty thinking block (spec §4, marked * in §5). */
  readonly reasoning: boolean
  readonly media: readonly ('image' | 'video' | 'audio')[]
  /** Its media plug-in asks the model's processor even for rows that are all text. */
  readonly asksProcessor?: true
}

export const THINK_MARKERS: Markers = ['<think>\n', '\n</think>\n\n']
export const CALL_MARKERS: Markers = ['<tool_call>', '</tool_call>']

const PLAIN: Template = {
  toolFormat: 'default',
  thinkMarkers: THINK_MARKERS,
  callMarkers: CALL_MARKERS,
  reasoning: false,
  media: [],
}
const LLAMA2_CLASS = { thinkMarkers: null, callMarkers: null }

/**
 * The templates whose rules for text rows are mirrored. One not listed behaves as `default` in all
 * that is asked here; `templateNamed` says so by giving exactly that.
 */
const TEMPLATES: Readonly<Record<string, Template>> = {
  alpaca: PLAIN,
  chatml: PLAIN,
  default: PLAIN,
  empty: PLAIN,
  gemma4: {
    ...PLAIN,
    toolFormat: 'gemma4',
    reasoning: true,
    media: ['image', 'video', 'audio'],
    asksProcessor: true,
  },
  glm4: { ...PLAIN, toolFormat: 'glm4' },
  llama2: { ...PLAIN, ...LLAMA2_CLASS },
  llama3: { ...PLAIN, toolFormat: 'llama3' },
  lfm2: {
    ...PLAIN,
    toolFormat: 'lfm2',
    callMarkers: ['<|tool_call_start|>', '<|tool_call_end|>'],
  },
  mistral: { ...PLAIN, ...LLAMA2_CLASS, toolFormat: 'mistral' },
  qwen: { ...PLAIN, toolFormat: 'qwen' },
  qwen3: { ...PLAIN, toolFormat: 'qwen', reasoning: true },
  qwen3_nothink: { ...PLAIN, toolFormat: 'qwen' },
  qwen3_5: { ...PLAIN, toolFormat: 'qwen3_5', reasoning: true, media: ['image', 'video'] },
  qwen3_5_nothink: { ...PLAIN, toolFormat: 'qwen3_5', media: ['image', 'video'] },
}

/** The template that our exports are proved against: no thinking blocks, Hermes calls. */
export const REFERENCE_TEMPLATE = 'qwen3_nothink'

/**
 * A template by its name. `empty` is a model's processor without content, as the recorded vectors
 * have it; a real run has a real one, for which nothing is to be asked.
 */
export function templateNamed(name: string, processor: 'real' | 'empty' = 'real'): Template {
  const template = Object.hasOwn(TEMPLATES, name) ? TEMPLATES[name]! : PLAIN
  if (processor === 'empty') return template
  const { asksProcessor: _, ...usable } = template
  return usable
}

/** Every marker that some template looks for inside the text of a function message. */
export const ALL_MARKERS: readonly string[] = [
  '<tool_call>',
  '</tool_call>',
  '<|tool_call_start|>',
  '<|tool_call_end|>',
  '<think>',
  '</think>',
]
