/** A dataset's first name, from its file: `glaive_toolcall_en_demo.json` → "glaive toolcall en demo". */
export function datasetName(fileName: string): string {
  const stem = fileName.replace(/(?<=.)\.(jsonl?|ndjson|txt|gz|zst|zip)$/i, '')
  const name = stem.replace(/[_\s]+/g, ' ').trim()
  return name === '' ? fileName : name
}

/** The name, or the name with the first number that makes it a new one: "runs 2". */
export function freeName(name: string, taken: readonly string[]): string {
  if (!taken.includes(name)) return name
  let n = 2
  while (taken.includes(`${name} ${n}`)) n++
  return `${name} ${n}`
}

/** How sure a format's detection is, in a word. */
export function sureness(confidence: number): string {
  if (confidence >= 0.9) return 'sure'
  if (confidence >= 0.6) return 'likely'
  return confidence > 0 ? 'a guess' : 'your choice'
}
