/**
 * A short key of a prompt's text: 64 bits of FNV-1a in two lanes of 32. Equal prompts have equal
 * keys; different ones may share a key by chance, which does no harm where keys only keep rows apart.
 */
export function promptKeyOf(text: string): string {
  let a = 0x811c9dc5
  let b = 0x050c5d1f
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    a = Math.imul(a ^ unit, 0x01000193)
    b = Math.imul(b ^ unit ^ (i & 0xff), 0x01000193)
  }
  return hex(a) + hex(b)
}

function hex(word: number): string {
  return (word >>> 0).toString(16).padStart(8, '0')
}
