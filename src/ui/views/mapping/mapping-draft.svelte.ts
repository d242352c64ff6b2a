import { parseMapping, mappingId, mappingText } from '../../../core/mapping/mapping-id.ts'
import type { MappedRole, Mapping } from '../../../core/mapping/mapping.ts'
import { knownRole } from './role-words.ts'
import type { Result } from '../../../core/result.ts'
import type {
  Engine,
  FieldPath,
  FormatTrial,
  RecordOutline,
  StorageError,
} from '../../../engine/protocol.ts'
import {
  assign,
  EMPTY_FORM,
  fieldsAt,
  formOf,
  mappingFrom,
  pathErrors,
  unassign,
  type Field,
  type Form,
  type Pointed,
} from './form.ts'

/** A mapping while it is made over the first records of a file, with what it gives of them. */
export class MappingDraft {
  readonly #engine: Engine
  readonly file: File
  form = $state.raw<Form>(EMPTY_FORM)
  /** The record that is looked at, among those looked at, from 0. */
  record = $state(0)
  outline = $state.raw<RecordOutline | null>(null)
  /** What the mapping gives; null until it has been tried. */
  trial = $state.raw<FormatTrial | null>(null)
  /** Names under which mappings are saved already. */
  saved = $state.raw<readonly Mapping[]>([])
  /** The text of the mapping as it was last saved or begun. */
  #kept = $state('')

  readonly mapping: Mapping = $derived(mappingFrom(this.form))
  readonly errors = $derived(pathErrors(this.form))
  readonly isSaved = $derived(
    this.#kept === mappingText(this.mapping) &&
      this.saved.some(({ name }) => name === this.mapping.name),
  )
  readonly #reasons = new Map<string, string>()
  #tries = 0
  #looks = 0
  #trying: AbortController | undefined

  constructor(engine: Engine, file: File) {
    this.#engine = engine
    this.file = file
  }

  /** Begins with a mapping, or with what can be guessed from the records. */
  async start(from: Mapping | null, signal?: AbortSignal): Promise<void> {
    const [saved, guessed] = await Promise.all([
      this.#engine.listMappings(),
      from ? null : this.#engine.suggestMapping(this.file, signal),
    ])
    this.saved = saved
    if (from) this.#kept = mappingText(from)
    // A suggestion has no name yet: that is its author's to give.
    this.form = from
      ? formOf(from)
      : guessed
        ? { ...formOf(guessed.mapping), name: this.form.name }
        : EMPTY_FORM
    for (const { field, path, reason } of guessed?.reasons ?? []) {
      const own = field === 'conversation' ? 'messages' : field
      this.#reasons.set(`${own} ${path}`, reason)
    }
    await Promise.all([this.#look(null), this.#try()])
  }

  /** Puts another mapping in place of this one. */
  use(mapping: Mapping): Promise<void> {
    return this.#change(formOf(mapping))
  }

  rename(name: string): void {
    this.form = { ...this.form, name }
  }

  setPath(field: Field, path: string): Promise<void> {
    return this.#change({ ...this.form, paths: { ...this.form.paths, [field]: path } })
  }

  /** Points a field at a place, or takes it off where it is there already. */
  point(field: Field, pointed: Pointed): Promise<void> {
    const isThere = fieldsAt(this.form, pointed.path).includes(field)
    return this.#change(
      isThere ? unassign(this.form, field, pointed.path) : assign(this.form, field, pointed),
    )
  }

  /** Says what a speaker's word means; null leaves it to what is known. */
  setRole(word: string, role: MappedRole | null): Promise<void> {
    const { [word]: _, ...others } = this.form.roles
    return this.#change({
      ...this.form,
      roles: role === null ? others : { ...others, [word]: role },
    })
  }

  /** Why a path was suggested; undefined where a person has put another. */
  reasonFor(field: Field): string | undefined {
    return this.#reasons.get(`${field} ${this.form.paths[field].split('\n')[0] ?? ''}`)
  }

  /** What the mapping says that a word for a speaker means. */
  saidRole(word: string): MappedRole | undefined {
    return Object.hasOwn(this.form.roles, word) ? this.form.roles[word] : undefined
  }

  /** What a word for a speaker means without being told; undefined where nobody knows. */
  knownRole(word: string): MappedRole | undefined {
    return this.form.onlyRoles ? undefined : knownRole(word)
  }

  setLabel(value: string, to: 'desirable' | 'undesirable' | null): Promise<void> {
    const without = (values: readonly string[]) => values.filter((one) => one !== value)
    const { desirable, undesirable } = this.form
    return this.#change({
      ...this.form,
      desirable: to === 'desirable' ? [...without(desirable), value] : without(desirable),
      undesirable: to === 'undesirable' ? [...without(undesirable), value] : without(undesirable),
    })
  }

  // --- the record -----------------------------------------------------------------------------

  async goTo(record: number): Promise<void> {
    if (record < 0 || record >= (this.outline?.total ?? 0)) return
    this.record = record
    await Promise.all([this.#look(this.#open()), this.#try()])
  }

  /** Opens or closes a place of the record's tree. */
  async toggle(path: FieldPath): Promise<void> {
    const open = this.#open()
    await this.#look(open.includes(path) ? open.filter((one) => one !== path) : [...open, path])
  }

  #open(): FieldPath[] {
    return (this.outline?.rows ?? []).flatMap((row) =>
      'left' in row || !row.isOpen ? [] : row.path,
    )
  }

  async #look(open: readonly FieldPath[] | null): Promise<void> {
    const look = ++this.#looks
    const outline = await this.#engine.outlineRecord(this.file, this.record, open)
    if (look === this.#looks) this.outline = outline
  }

  // --- files and storage ----------------------------------------------------------------------

  async save(): Promise<Result<void, StorageError>> {
    const { mapping } = this
    const done = await this.#engine.saveMapping(mapping)
    if (!done.ok) return done
    this.form = { ...this.form, name: mapping.name }
    this.#kept = mappingText(mapping)
    this.saved = await this.#engine.listMappings()
    return done
  }

  /** Deletes a saved mapping. What is on screen stays, and so does what was loaded with it. */
  async remove(name: string): Promise<Result<void, StorageError>> {
    const done = await this.#engine.deleteMapping(name)
    if (done.ok) this.saved = await this.#engine.listMappings()
    return done
  }

  /** Takes a deletion back. */
  async putBack(mapping: Mapping): Promise<Result<void, StorageError>> {
    const done = await this.#engine.saveMapping(mapping)
    if (done.ok) this.saved = await this.#engine.listMappings()
    return done
  }

  /** The mapping as a file that can be handed on. */
  exported(): File {
    const name = this.mapping.name.replace(/[^\p{L}\p{N}._-]+/gu, '-').replace(/^-+|-+$/g, '')
    return new File([mappingText(this.mapping)], `${name || 'mapping'}.mapping.json`, {
      type: 'application/json',
    })
  }

  /** Takes a mapping from a file's text; gives why it is none. */
  async import(text: string): Promise<string | null> {
    const parsed = parseMapping(text)
    if (!parsed.ok) return parsed.error.message
    await this.use(parsed.value)
    return null
  }

  close(): void {
    this.#trying?.abort()
  }

  async #change(form: Form): Promise<void> {
    this.form = form
    await this.#try()
  }

  /** Tries the mapping; a later change overtakes an earlier one. */
  async #try(): Promise<void> {
    this.#trying?.abort()
    const trying = (this.#trying = new AbortController())
    const turn = ++this.#tries
    const { file, mapping, record } = this
    try {
      const trial = await this.#engine.tryFormat(file, mappingId(mapping), record, trying.signal)
      if (turn === this.#tries) this.trial = trial
    } catch (error) {
      if (!(error instanceof DOMException && error.name === 'AbortError')) throw error
    }
  }
}
