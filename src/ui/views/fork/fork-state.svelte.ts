import { SvelteSet } from 'svelte/reactivity'
import { ExactText } from '../../../core/json/exact.ts'
import {
  addBranch,
  addMessage,
  confirmStale,
  cutFrom,
  editMessage,
  fork,
  joinApart,
  laneItems,
  moveFork,
  rationale,
  removeBranch,
  removeMessage,
  savePair,
  setRoles,
  swap,
  treeOf,
  verdict,
  type Lane,
  type Subject,
} from '../../../core/journal/acts.ts'
import type { Rationale } from '../../../core/journal/edit.ts'
import type { Finding } from '../../../core/model/finding.ts'
import type { Json } from '../../../core/model/json.ts'
import { callsOf, type Message, type ToolCall } from '../../../core/model/message.ts'
import { buildPair, sameMessage } from '../../../core/model/pair.ts'
import { fail } from '../../../core/result.ts'
import { CONTEXT_LANE, type MessageRef } from '../../../core/model/sample.ts'
import {
  forkPoint,
  forkPoints,
  isInLead,
  itemMessage,
  LEAD_STAYS,
  sameCalls,
  type BranchId,
} from '../../../core/model/tree.ts'
import { EVERYTHING, type RecordedResult } from '../../../engine/protocol.ts'
import type { AppState } from '../../app-state.svelte.ts'
import type { ActBuilder, DatasetSession } from '../../session.svelte.ts'
import { count } from '../../numbers.ts'
import { refusalWords } from './act-errors.ts'
import { obstacleOf, type Obstacle } from './facts.ts'
import { IdUses } from '../../parts/message/id-uses.ts'
import { draftsOf, type EditPlace, type OpenEdit } from './fork-draft.svelte.ts'
import { newMessage, type NewMessage } from './message-draft.svelte.ts'
import { promptHash } from './prompt-hash.ts'
import { rawForm } from './raw-form.ts'
import { ResultOffers, withResult } from './result-offers.svelte.ts'
import type { StemFold } from './stem-lines.ts'
import { drawFork, forkMoves, shownTines, tineRows, type Fork, type Tine } from './tines.ts'
import { loadValidators, violationsIn, type Validators } from './validation.ts'

export type Side = 'left' | 'right'

const NO_FINDINGS: readonly Finding[] = []

/** The open sample as a fork: what is shown, where the cursor stands, what can be done. */
export class ForkState {
  readonly session: DatasetSession
  readonly #app: AppState
  readonly #drafts

  /** A branch without a role that is looked at in the place of the rejected one. */
  look = $state<BranchId | null>(null)
  /** What the person folded or unfolded; null leaves it to the window's size. */
  stemWish = $state<StemFold | null>(null)
  inspecting = $state(false)
  /** What an act that was refused said, until the next one. */
  refusal = $state<string | null>(null)
  /** Recorded results that can take the place of stale ones. */
  readonly offers: ResultOffers
  /** Arguments that break their schema in the open editor. */
  toMend = $state(0)
  hash = $state.raw<string | null>(null)
  #validators = $state.raw<Validators | null>(null)
  /** Places (`lane:index`) whose message is unfolded, and those shown in their raw form. */
  readonly #unfolded = new SvelteSet<string>()
  readonly #rawShown = new SvelteSet<string>()
  #recordText = $state.raw<{ readonly record: number; readonly text: ExactText } | null>(null)

  constructor(session: DatasetSession, app: AppState) {
    this.session = session
    this.#app = app
    this.#drafts = draftsOf(session)
    this.offers = new ResultOffers(session, (error) => app.report(error))
  }

  readonly view = $derived.by(() => {
    const { view } = this.session
    return view?.kind === 'sample' ? view : null
  })
  readonly subject = $derived.by((): Subject | null => {
    const { view } = this
    return view && { sample: view.recorded, state: view.state }
  })
  readonly fork = $derived.by((): Fork | null => this.subject && drawFork(this.subject))
  readonly tines = $derived.by(
    (): readonly [Tine, Tine | null] | null => this.fork && shownTines(this.fork, this.look),
  )
  readonly rows = $derived.by(() => (this.tines ? tineRows(...this.tines) : []))
  readonly moves = $derived.by(() =>
    this.subject && this.fork ? forkMoves(this.subject, this.fork) : { up: null, down: null },
  )
  /** Whether there is something to compare, or to write. */
  readonly isForked = $derived.by(
    () => (this.fork?.tines.length ?? 0) > 1 || this.subject?.state.tree !== null,
  )
  readonly isApart = $derived.by(
    () => this.subject?.sample.apart !== undefined && this.subject.state.tree === null,
  )
  readonly obstacle = $derived.by((): Obstacle | null => {
    const { subject, fork } = this
    if (!subject || !fork) return null
    const { edit, toMend } = this
    if (edit?.draft.changed) {
      const number = this.numberAt(edit.place)
      if (toMend > 0)
        return {
          words: `${toMend} ${toMend === 1 ? 'argument' : 'arguments'} to mend`,
          kind: 'other',
        }
      return { words: `Finish message ${number} first`, kind: 'other' }
    }
    const looked = this.tines?.find((tine) => tine !== null && tine.role === null)
    if (looked && fork.tines.some((tine) => tine.role !== null))
      return { words: `Branch ${looked.letter} has no role yet`, kind: 'other' }
    const pair = buildPair(subject.sample, subject.state.tree)
    return pair.ok ? null : obstacleOf(pair.error, fork)
  })
  readonly readonly = $derived.by(() => this.session.mode === 'read')
  readonly record = $derived.by(() => this.session.record ?? 0)
  readonly edit = $derived.by((): OpenEdit | null => this.#drafts.of(this.record))

  /** The side at which the cursor stands; left where it stands in the prompt. */
  readonly side = $derived.by((): Side => {
    const right = this.tines?.[1]
    return right && this.session.cursor?.lane === right.lane ? 'right' : 'left'
  })

  tine(side: Side): Tine | null {
    return this.tines?.[side === 'left' ? 0 : 1] ?? null
  }

  /** How a message of a tine is numbered on screen. */
  numberAt(place: EditPlace): number {
    return place.lane === 'context' ? place.index : (this.fork?.context.length ?? 0) + place.index
  }

  findingsAt(lane: number, index: number): readonly Finding[] {
    const found = this.view?.findings.filter((f) => f.at?.lane === lane && f.at.index === index)
    return found && found.length > 0 ? found : NO_FINDINGS
  }

  readonly #ids = $derived(this.view && new IdUses(this.view.present))

  /** Numbers of the messages that use a call's id for another call. */
  idUses(lane: number, index: number, call: ToolCall): number[] {
    return this.#ids?.others({ lane, index }, call) ?? []
  }

  readonly validate = (call: ToolCall) => this.validateArgs(call.name, call.args)

  /** What arguments break of their tool's schema; undefined where there is none to ask. */
  validateArgs(name: string, args: Json | undefined) {
    return this.view
      ? violationsIn(this.#validators, this.view.present.tools, name, args)
      : undefined
  }

  /** Whether the open sample has an answer behind a prompt: something to fork at. */
  readonly canFork = $derived.by(() => {
    const sample = this.subject?.sample
    return (
      sample !== undefined &&
      forkPoints([...sample.context, ...sample.branches[0].messages]).length > 0
    )
  })

  // --- what must be fetched or computed beside ----------------------------------------------

  /** Compiles the tools' schemas and hashes the prompt; the function given back drops late answers. */
  prepare(): () => void {
    const { view } = this
    if (!view) return () => undefined
    let late = false
    const { tools, context } = view.present
    if (tools.defs.length > 0 && this.#validators?.tools !== tools)
      loadValidators(tools).then(
        (ready) => {
          if (!late) this.#validators = ready
        },
        (error: unknown) => this.#app.report(error),
      )
    promptHash(tools, context).then(
      (hash) => {
        if (!late) this.hash = hash
      },
      (error: unknown) => this.#app.report(error),
    )
    return () => {
      late = true
    }
  }

  /** Lets go of an edit whose message was undone or changed elsewhere. */
  reconcile(): void {
    const { subject, fork } = this
    if (!subject || !fork) return
    this.#drafts.reconcile(this.record, ({ lane, index }) => {
      const item = laneItems(fork.tree, lane)?.[index]
      return item && itemMessage(subject.sample, item)
    })
  }

  // --- how single messages are shown -----------------------------------------------------------

  isFolded(lane: number, index: number): boolean {
    return !this.#unfolded.has(`${lane}:${index}`)
  }

  toggleFold(lane: number, index: number): void {
    toggle(this.#unfolded, `${lane}:${index}`)
  }

  async toggleRaw(lane: number, index: number): Promise<void> {
    toggle(this.#rawShown, `${lane}:${index}`)
    const { record, session } = this
    if (this.#recordText?.record === record) return
    const bytes = await session.engine.rawRecord(session.id, record)
    this.#recordText = { record, text: new ExactText(new TextDecoder().decode(bytes)) }
  }

  /** A message as its record holds it, or as it would be written; undefined where that is not asked for. */
  rawOf(lane: number, index: number, message: Message): string | undefined {
    if (!this.#rawShown.has(`${lane}:${index}`)) return undefined
    const held = this.#recordText?.record === this.record ? this.#recordText.text : null
    return (message.path === '' ? undefined : held?.slice(message.path)) ?? rawForm(message)
  }

  /** Another sample is shown: what was folded and looked at in the last one says nothing about it. */
  startAnew(): void {
    this.offers.forget()
    this.look = null
    this.stemWish = null
    this.refusal = null
    this.#unfolded.clear()
    this.#rawShown.clear()
  }

  // --- the cursor -----------------------------------------------------------------------------

  go(lane: number, index: number): void {
    const tine = this.fork?.tines[lane]
    if (tine && tine.role === null) this.look = tine.id
    this.session.cursor = { lane, index }
  }

  /** Up and down the side; from the first message up leads nowhere. */
  moveCursor(by: 1 | -1): void {
    const tine = this.tine(this.side)
    if (!tine || tine.messages.length === 0) return
    const { cursor } = this.session
    const here = cursor?.lane === tine.lane ? cursor.index : by > 0 ? -1 : 1
    const index = Math.max(0, Math.min(tine.messages.length - 1, here + by))
    this.session.cursor = { lane: tine.lane, index }
  }

  /** To the message beside, or the nearest one above it. */
  crossOver(to: Side): void {
    const tine = this.tine(to)
    if (!tine || tine.messages.length === 0) return
    const { side, rows } = this
    const { cursor } = this.session
    const at = rows.findIndex((row) => row[side] === cursor?.index)
    const beside = rows.slice(0, at + 1).findLast((row) => row[to] !== null)?.[to]
    this.session.cursor = { lane: tine.lane, index: beside ?? 0 }
  }

  /** The place of the cursor as acts name it; null in the prompt or where nothing stands. */
  get place(): EditPlace | null {
    return this.session.cursor && this.#placeOf(this.session.cursor)
  }

  #placeOf({ lane, index }: MessageRef): EditPlace | null {
    if (lane === CONTEXT_LANE) return { lane: 'context', index, act: 'replace' }
    const tine = this.fork?.tines[lane]
    return tine && index < tine.items.length ? { lane: tine.id, index, act: 'replace' } : null
  }

  // --- acts -----------------------------------------------------------------------------------

  async act(build: ActBuilder): Promise<boolean> {
    this.refusal = null
    const done = await this.session.act(build)
    if (!done.ok && this.fork) this.refusal = refusalWords(done.error, this.fork)
    return done.ok
  }

  /** Chooses a side; the other one shown is rejected. Chosen again it says how much better. */
  async choose(side: Side, strength: Rationale['strength'] = null): Promise<void> {
    const tine = this.tine(side)
    const other = this.tine(side === 'left' ? 'right' : 'left')
    if (!tine || !other) return
    if (tine.role !== 'chosen' || other.role !== 'rejected')
      await this.act((s) => setRoles(s, { chosen: tine.id, rejected: other.id }))
    else strength ??= 'slightly'
    if (strength === null) return
    await this.act((s) =>
      rationale(s, { ...(s.state.rationale ?? { tags: [], note: '' }), strength }),
    )
  }

  mark(tine: Tine, role: 'chosen' | 'rejected' | null): Promise<boolean> {
    return this.act((s) => {
      const { chosen, rejected } = this.fork?.tree.roles ?? { chosen: null, rejected: null }
      const kept = {
        chosen: chosen === tine.id ? null : chosen,
        rejected: rejected === tine.id ? null : rejected,
      }
      return setRoles(s, role === null ? kept : { ...kept, [role]: tine.id })
    })
  }

  swap(): Promise<boolean> {
    return this.act(swap)
  }

  setRationale(to: Rationale | null): Promise<boolean> {
    return this.act((s) => rationale(s, to))
  }

  moveFork(direction: 'up' | 'down'): Promise<boolean> {
    // From where the key before it left the fork point, which may not be on screen yet.
    return this.act((s) => {
      const to = forkMoves(s, drawFork(s))[direction]
      return to === null ? fail({ kind: 'nothingToDo' }) : moveFork(s, to)
    })
  }

  async addBranch(of: BranchId | null): Promise<void> {
    if (!(await this.act((s) => addBranch(s, of)))) return
    const tine = this.fork?.tines.at(-1)
    if (tine) this.go(tine.lane, 0)
  }

  removeBranch(id: BranchId): Promise<boolean> {
    return this.act((s) => removeBranch(s, id))
  }

  cut(lane: BranchId, index: number): Promise<boolean> {
    return this.act((s) => cutFrom(s, lane, index))
  }

  confirm(lane: Lane, index: number, rest: boolean): Promise<boolean> {
    return this.act((s) => confirmStale(s, lane, index, rest))
  }

  /** Puts a recorded result in the place of a stale one. What it answers keeps its id. */
  async takeResult(lane: BranchId, index: number, from: RecordedResult): Promise<void> {
    const done = await this.act((s) => {
      const item = laneItems(treeOf(s), lane)?.[index]
      if (!item) return fail({ kind: 'conflict', what: `message ${index} of ${lane}` })
      const message = itemMessage(s.sample, item)
      const taken = withResult(message, from.result)
      return sameMessage(taken, message)
        ? confirmStale(s, lane, index)
        : editMessage(s, lane, index, taken)
    })
    if (done)
      this.#app.toasts.show(`Result taken from #${count(from.record)}, message ${from.number}`, {
        label: 'Undo',
        keys: 'Mod+Z',
        run: () => this.session.undo(),
      })
  }

  removeMessage(lane: Lane, index: number): Promise<boolean> {
    return this.act((s) => removeMessage(s, lane, index))
  }

  takePrompt(side: 'A' | 'B'): Promise<boolean> {
    return this.act((s) => joinApart(s, side))
  }

  /** Forks the open sample at the message of the cursor, or at its first answer. */
  forkHere(): Promise<boolean> {
    return this.act((s) => {
      const messages = [...s.sample.context, ...s.sample.branches[0].messages]
      const { cursor } = this.session
      const wanted =
        cursor && cursor.lane === 0
          ? s.sample.context.length + cursor.index
          : s.sample.context.length
      const at = forkPoint(messages, wanted)
      return fork(s, at ?? s.sample.context.length, 'copy')
    })
  }

  /** Gives the verdict and goes on: to the next fork here, to any other sample in triage. */
  async decide(to: 'pair' | 'tie' | 'bothBad'): Promise<void> {
    const { record } = this
    const again = this.view?.state.verdict === to
    if (!again) {
      if (!(await this.act(to === 'pair' ? savePair : (s) => verdict(s, to)))) return
      const words = { pair: 'Pair saved', tie: 'Tie saved', bothBad: 'Both bad: saved' }
      this.#app.toasts.show(`${words[to]}: #${record}`, {
        label: 'Undo',
        keys: 'Mod+Z',
        run: () => this.session.undo(),
      })
    }
    if (!(await this.session.nextUndecided())) {
      this.#app.toasts.show('Every sample of the queue from here on is decided')
      return
    }
    if (!this.isForked && !this.isApart) this.openTriage()
  }

  openTriage(): void {
    this.#app.go({ view: 'triage', dataset: this.session.id, record: this.session.record })
  }

  async showForks(): Promise<void> {
    await this.session.setQuery({
      ...EVERYTHING,
      where: { kind: 'state', states: ['draft', 'paired', 'tied'] },
    })
    const first = (await this.session.rows(0, 1))[0]
    if (first) await this.session.goTo(first.record)
  }

  // --- editing ----------------------------------------------------------------------------------

  /** Opens the message at the cursor for editing. */
  startEdit(): void {
    const { place, tines } = this
    if (place) this.#open(place)
    else if (tines?.[0].messages.length === 0) this.startAdd('assistant', tines[0].id, 0)
  }

  editAt(lane: Lane, index: number): void {
    this.#open({ lane, index, act: 'replace' })
  }

  /** Opens an empty message before place `at` of a branch. */
  startAdd(kind: NewMessage, lane: Lane, at: number): void {
    const { subject, fork } = this
    const items = fork && laneItems(fork.tree, lane)
    if (!subject || !items) return
    const before = [
      ...(lane === 'context' ? [] : (fork?.context ?? [])),
      ...items.slice(0, at).map((item) => itemMessage(subject.sample, item)),
    ]
    this.#start({ lane, index: at, act: 'insert' }, newMessage(kind, joinOf(kind, before)))
  }

  #open(place: EditPlace): void {
    const { subject, fork } = this
    const item = fork && laneItems(fork.tree, place.lane)?.[place.index]
    const lane = fork?.tines.find((tine) => tine.id === place.lane)?.lane ?? CONTEXT_LANE
    if (this.view && isInLead(this.view.present, { lane, index: place.index }))
      this.refusal = LEAD_STAYS
    else if (subject && item) this.#start(place, itemMessage(subject.sample, item))
  }

  #start(place: EditPlace, message: Message): void {
    if (this.readonly) return
    this.refusal = null
    const open = this.edit
    if (this.#drafts.open(this.record, place, message) === null && open)
      this.refusal = `Finish message ${this.numberAt(open.place)} first`
    else this.toMend = 0
  }

  async saveEdit(message: Message): Promise<void> {
    const { edit, record } = this
    if (!edit) return
    const { lane, index, act } = edit.place
    // Before it is saved: the next key may come as soon as the change is shown.
    const at = this.fork?.tines.find((tine) => tine.id === lane)?.lane ?? CONTEXT_LANE
    this.session.cursor = { lane: at, index }
    const done = await this.act((s) =>
      act === 'insert' ? addMessage(s, lane, index, message) : editMessage(s, lane, index, message),
    )
    if (done) this.#drafts.close(record)
  }

  discardEdit(): void {
    this.#drafts.close(this.record)
  }

  /** What saving the open edit makes stale, in words. */
  get becomesStale(): string {
    const { edit, fork } = this
    if (!edit || !fork) return ''
    const { place, draft } = edit
    if (place.act === 'insert') return 'A message is added. Later messages stay as they are.'
    const tine = fork.tines.find((t) => t.id === place.lane)
    const later = tine ? tine.items.length - place.index - 1 : 0
    const hasCalls = callsOf(draft.original).length > 0 || draft.calls.length > 0
    const edited = draft.message
    if (later === 0) return 'No later message depends on this one.'
    if (!hasCalls || (edited && draft.changed && sameCalls(draft.original, edited)))
      return 'Only a changed tool call makes later messages stale. They stay as they are.'
    const first = this.numberAt(place) + 1
    const what =
      later === 1 ? `Message ${first} becomes` : `Messages ${first} to ${first + later - 1} become`
    return `${what} stale in branch ${tine!.letter}. You will be asked to cut or confirm.`
  }
}

function toggle(set: SvelteSet<string>, key: string): void {
  if (!set.delete(key)) set.add(key)
}

/**
 * A new result answers the first call before it that has no result yet. A new call has an id of its
 * own where the calls before it have ids.
 */
function joinOf(
  kind: NewMessage,
  before: readonly Message[],
): { readonly callId?: string; readonly name?: string } {
  if (kind !== 'result' && kind !== 'call') return {}
  const calls = before.flatMap((message) => callsOf(message))
  if (kind === 'call') {
    const ids = new Set(calls.map((call) => call.id))
    if (ids.size === 0 || (ids.size === 1 && ids.has(undefined))) return {}
    let n = 1
    while (ids.has(`call_new${n}`)) n++
    return { callId: `call_new${n}` }
  }
  const answered = new Set(
    before.flatMap((m) => m.parts.flatMap((p) => (p.t === 'result' && p.callId ? [p.callId] : []))),
  )
  const call = calls.find((c) => c.id !== undefined && !answered.has(c.id)) ?? calls.at(-1)
  if (!call) return {}
  return { name: call.name, ...(call.id === undefined ? {} : { callId: call.id }) }
}
