import { setMember, type Splice } from '../json/splice.ts'
import { Writing } from '../formats/writing.ts'
import type { WriteError } from '../formats/format.ts'
import { childPointer, pointerKeys, type Pointer } from '../model/json.ts'
import type { Sample } from '../model/sample.ts'
import type { Result } from '../result.ts'

/**
 * A record's text on its way to a new one, with the JSON texts inside its strings: what changes in
 * one of those is written into the string that holds it, and every other character stays.
 */
export class NestedText {
  readonly writing: Writing
  readonly #sample: Sample
  readonly #children = new Map<Pointer, NestedText>()
  readonly #splices: Splice[] = []

  constructor(text: string, sample: Sample) {
    this.writing = new Writing(text, sample)
    this.#sample = sample
  }

  /** The text in which the last of these pointers holds. */
  at(steps: readonly Pointer[]): NestedText {
    const [holder, ...others] = steps
    if (holder === undefined || others.length === 0) return this
    let child = this.#children.get(holder)
    if (!child) {
      const text = this.writing.stringAt(holder)
      if (text === undefined) throw new Error(`the record has no text at ${holder}`)
      this.#children.set(holder, (child = new NestedText(text, this.#sample)))
    }
    return child.at(others)
  }

  add(splices: readonly Splice[]): void {
    this.#splices.push(...splices)
  }

  /** Gives the string at a pointer another value; adds the member where only its object is there. */
  setText(pointer: Pointer, value: string): void {
    const { writing } = this
    const quoted = writing.quote(value)
    const span = writing.exact.span(pointer)
    if (span) {
      if (writing.exact.text.slice(span.start, span.end) !== quoted)
        this.add([{ ...span, text: quoted }])
      return
    }
    const keys = pointerKeys(pointer)
    const key = keys.pop()
    const parent = keys.reduce<Pointer>((path, one) => childPointer(path, one), '')
    const object = writing.exact.span(parent)
    if (key === undefined || !object || writing.exact.text[object.start] !== '{')
      writing.refuse(`a text at ${pointer}, which the record does not have`)
    else this.add(setMember(writing.exact, object, key, quoted, writing.style))
  }

  finish(): Result<string, WriteError> {
    const splices = [...this.#splices]
    for (const [holder, child] of this.#children) {
      const written = child.finish()
      if (!written.ok) return written
      const span = this.writing.exact.span(holder)
      if (span && written.value !== child.writing.exact.text)
        splices.push({ ...span, text: this.writing.quote(written.value) })
    }
    return this.writing.finish(splices)
  }
}
