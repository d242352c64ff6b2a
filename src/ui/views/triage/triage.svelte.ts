import {
  addRun,
  decide,
  editMessage,
  flag,
  fork,
  joinApart,
  label,
  setRoles,
  treeOf,
  type Lane,
} from '../../../core/journal/acts.ts'
import { cutRepeats } from '../../../core/fixes/cut-loop.ts'
import { firstChange, type MessageChange } from '../../../core/fixes/first-change.ts'
import type { Fix, Proposal } from '../../../core/fixes/fix.ts'
import { FIXES } from '../../../core/fixes/index.ts'
import { applyEdits } from '../../../core/journal/apply.ts'
import { leaveLoop, loopSpan, type LoopSpan } from '../../../core/journal/loops.ts'
import type { Decision, SampleState } from '../../../core/journal/edit.ts'
import type { Finding } from '../../../core/model/finding.ts'
import { callsOf, type Message, type ToolSet } from '../../../core/model/message.ts'
import { childPointer } from '../../../core/model/json.ts'
import { runOf } from '../../../core/model/runs.ts'
import { CONTEXT_LANE, type MessageRef, type Sample } from '../../../core/model/sample.ts'
import {
  branchLetter,
  forkPoint,
  isInLead,
  LEAD_STAYS,
  presentSample,
  type BranchId,
  type Item,
} from '../../../core/model/tree.ts'
import { fail, ok } from '../../../core/result.ts'
import { ExactText } from '../../../core/json/exact.ts'
import { untrack, type Snippet } from 'svelte'
import type { Attachment } from 'svelte/attachments'
import { SvelteMap } from 'svelte/reactivity'
import { CallValidation } from '../../parts/message/call-validation.svelte.ts'
import { IdUses } from '../../parts/message/id-uses.ts'
import { EVERYTHING, type Overview, type SampleView } from '../../../engine/protocol.ts'
import type { AppState } from '../../app-state.svelte.ts'
import type { ActBuilder, DatasetSession } from '../../session.svelte.ts'
import { editsOf } from './edits.svelte.ts'
import { failureWords } from './failure-words.ts'
import { foldLoops } from './fold-loops.ts'
import { foldRuns } from './fold-runs.ts'
import { Pace } from './pace.ts'
import {
  allPlaces,
  conversationOf,
  findingsByPlace,
  keyOf,
  sameRef,
  turnStarts,
  type Place,
} from './places.ts'
import { QueueRows } from './queue-rows.svelte.ts'
import { Reading } from './reading.svelte.ts'

/** What triage needs of the app around it. */
export type Host = Pick<AppState, 'toasts' | 'go' | 'report' | 'density'>

/** The form in which a message is edited. */
export type EditorSnippet = Snippet<
  [
    {
      /** Names the message among all that may be edited, so that a draft can be found again. */
      readonly id: string
      readonly message: Message
      readonly tools: ToolSet
      /** False where it was begun before and is met again. */
      readonly focused: boolean
      /** Resolves to whether the edit is on disk. */
      readonly onsave: (message: Message) => Promise<boolean>
      readonly oncancel: () => void
    },
  ]
>

/** A column of the record that its format does not read, with its value to the letter. */
export interface ExtraColumn {
  readonly name: string
  readonly text: string
}

/** Records up to this size are fetched for their extra columns without being asked. */
const SMALL_RECORD = 1_000_000

/** What “Fork here” would do at the cursor, or why it cannot. */
export type Forking =
  | { readonly can: 'fork'; readonly contextLength: number }
  | { readonly can: 'open' }
  | { readonly can: 'no'; readonly reason: string }

/** A fix for a finding, and what it would do. */
export interface OfferedFix {
  readonly title: string
  readonly proposal: Extract<Proposal, { kind: 'edits' }>
}

/** The triage view's state and verbs, for its columns, its decision bar and its commands alike. */
export class Triage {
  readonly session: DatasetSession
  readonly app: Host
  readonly rows: QueueRows

  /** On narrow screens: what lies over the sample. */
  over = $state<'queue' | 'inspector' | null>(null)
  /** The note being typed for a flag; null while none is. */
  flagNote = $state<string | null>(null)
  /** The dialog that works on all samples of the filter is open. */
  bulk = $state(false)
  /** The fix that is shown in place: pressed again, it is made. */
  shown = $state.raw<{
    readonly of: Finding | LoopSpan
    readonly offer: OfferedFix
    readonly change: MessageChange
  } | null>(null)
  /** Why the last act could not be done. */
  problem = $state('')
  /** The sample as the last decision left it, when nothing was left to decide. */
  #last = $state.raw<SampleView | null>(null)
  pace = $state.raw(new Pace())
  /** Titles of the checks that found something in this dataset, by code. */
  readonly titles = new SvelteMap<string, string>()
  checks = $state.raw<Overview['checks']>([])
  readonly validation = new CallValidation()
  #raw = $state.raw<{ readonly record: number; readonly bytes: Uint8Array } | null>(null)

  readonly view: SampleView | null = $derived.by(() => this.session.view)
  /** Until another sample is opened, or this one changes by an undo. */
  readonly finished: boolean = $derived(this.#last !== null && this.#last === this.view)
  readonly #opened = $derived(this.view?.place.record)
  /** Made anew for every sample that is opened. */
  readonly reading: Reading = $derived.by(() => {
    void this.#opened
    return new Reading()
  })
  readonly sample: Sample | null = $derived(this.view?.kind === 'sample' ? this.view.present : null)
  readonly findings = $derived(this.view?.kind === 'sample' ? this.view.findings : [])
  readonly byPlace = $derived(findingsByPlace(this.findings))
  readonly conversation: readonly Place[] = $derived(this.sample ? conversationOf(this.sample) : [])
  readonly places: readonly Place[] = $derived(this.sample ? allPlaces(this.sample) : [])
  /** The loops of the conversation that is shown. */
  readonly loops: readonly LoopSpan[] = $derived.by(() => {
    const { sample } = this
    if (!sample) return []
    const shown = sample.branches.length > 1 ? CONTEXT_LANE : 0
    return this.findings.flatMap((finding) => {
      const span = (finding.also?.at(-1)?.lane ?? shown) <= shown && loopSpan(sample, finding)
      return span ? [span] : []
    })
  })
  readonly units = $derived(
    foldLoops(
      foldRuns(
        this.conversation,
        (place) => this.byPlace.has(keyOf(place.ref)),
        (first) => this.reading.isOpen(first),
      ),
      this.loops,
      (first) => this.reading.isOpen(first),
    ),
  )
  /** The places the cursor walks over: those that are not folded away. */
  readonly #walkable: readonly Place[] = $derived([
    ...this.units.flatMap((unit) => (unit.kind === 'message' ? [unit.place] : [])),
    ...this.places.slice(this.conversation.length),
  ])
  readonly current: Place | undefined = $derived(
    this.places.find((place) => sameRef(place.ref, this.session.cursor)),
  )
  readonly ids = $derived(this.sample && new IdUses(this.sample))
  readonly calledTools: readonly string[] = $derived(
    this.places.flatMap(({ message }) => callsOf(message).map((call) => call.name)),
  )
  readonly forking: Forking = $derived.by(() => this.#forkingHere())
  /** The record's bytes, once something asked for them. */
  readonly rawBytes: Uint8Array | null = $derived(
    this.#raw !== null && this.#raw.record === this.#opened ? this.#raw.bytes : null,
  )
  readonly #rawText = $derived(
    this.rawBytes && new ExactText(new TextDecoder().decode(this.rawBytes)),
  )
  readonly extraColumns: readonly ExtraColumn[] = $derived.by(() => {
    const text = this.#rawText
    if (!text || this.view?.kind !== 'sample') return []
    return this.view.recorded.extra.map((name) => ({
      name,
      text: text.slice(childPointer('', name)) ?? '',
    }))
  })
  /** Whether what is shown needs the record's own text. */
  readonly needsRaw: boolean = $derived.by(() => {
    const { view, reading } = this
    if (!view) return false
    if (view.kind === 'unreadable' || reading.panel === 'raw' || reading.raw !== null) return true
    return view.recorded.extra.length > 0 && view.place.byteLength < SMALL_RECORD
  })

  readonly #edits
  #turn: Promise<unknown> = Promise.resolve()

  constructor(session: DatasetSession, app: Host) {
    this.session = session
    this.app = app
    this.rows = new QueueRows(session)
    this.#edits = editsOf(session)
  }

  get writable(): boolean {
    return this.session.mode === 'write'
  }

  get state(): SampleState | null {
    return this.view?.state ?? null
  }

  get canEdit(): boolean {
    return this.writable && this.current !== undefined && this.sample?.apart === undefined
  }

  /** Whether the cursor stands on the call whose result this is. */
  isCallerCurrent(result: Place): boolean {
    const { current } = this
    if (!current || current.message.role === 'tool') return false
    const at = this.places.findIndex((place) => sameRef(place.ref, result.ref))
    const here = this.places.indexOf(current)
    return at > here && this.places.slice(here + 1, at + 1).every((place) => place.attached)
  }

  async loadTitles(): Promise<void> {
    const { checks } = await this.session.engine.overview(this.session.id)
    for (const { code, title } of checks) this.titles.set(code, title)
    this.checks = checks
  }

  async loadRaw(): Promise<void> {
    const record = this.#opened
    if (record === undefined || this.#raw?.record === record) return
    const bytes = await this.session.engine.rawRecord(this.session.id, record)
    if (record === this.#opened) this.#raw = { record, bytes }
  }

  toggleRaw(place: Place): void {
    this.reading.toggleRaw(keyOf(place.ref))
  }

  /** The message as its record spells it; one made here as its parts. Undefined until it is read. */
  rawOf({ message }: Place): string | undefined {
    if (message.path === '') return JSON.stringify(message.parts, null, 2)
    return this.#rawText?.slice(message.path)
  }

  beginEdit(): void {
    const { current, sample } = this
    if (!current || !this.canEdit || this.#opened === undefined) return
    const fixed = sample !== null && isInLead(sample, current.ref)
    this.problem = fixed ? LEAD_STAYS : ''
    if (!fixed) this.#edits.open(this.#opened, current)
  }

  endEdit(): void {
    if (this.#opened !== undefined) this.#edits.close(this.#opened)
  }

  get editFocused(): boolean {
    return this.#opened !== undefined && this.#edits.isFocused(this.#opened)
  }

  /** For the form of the open sample's edit: what takes it off the page leaves the edit open. */
  readonly whileEdited: Attachment<HTMLElement> = (form) => {
    const record = untrack(() => this.#opened)
    const around = form.closest<HTMLElement>('[role=region]')
    return () => {
      if (record !== undefined) this.#edits.leave(record)
      if (document.activeElement === document.body) around?.focus({ preventScroll: true })
    }
  }

  isEdited(place: Place): boolean {
    return this.writable && this.#opened !== undefined && this.#edits.isOpen(this.#opened, place)
  }

  // --- moving ---------------------------------------------------------------------------------

  async open(record: number): Promise<void> {
    this.#leave()
    this.over = null
    await this.session.goTo(record)
  }

  /** The next or previous sample of the queue, decided or not. */
  async step(by: 1 | -1): Promise<void> {
    if (this.finished) this.backToLast()
    else {
      this.#leave()
      await this.session.move(by)
    }
  }

  /** The next sample that waits for a decision, from here on and then from the start. */
  async skip(): Promise<void> {
    this.#leave()
    if (await this.session.nextUndecided()) return
    const first = await this.#firstUndecided()
    if (first === undefined) this.#last = this.view
    else await this.session.goTo(first)
  }

  async nextFinding(): Promise<void> {
    this.#leave()
    if (!(await this.session.nextFinding())) this.problem = 'No further findings in this queue.'
  }

  walk(by: 1 | -1): void {
    const here = this.#walkable.findIndex((place) => sameRef(place.ref, this.session.cursor))
    const to = here < 0 ? this.#nearest(by) : this.#walkable[here + by]
    if (to) this.session.cursor = to.ref
  }

  /** The next or previous user message. */
  walkTurn(by: 1 | -1): void {
    const starts = turnStarts(this.places)
    const here = this.places.findIndex((place) => sameRef(place.ref, this.session.cursor))
    const to = by > 0 ? starts.find((at) => at > here) : starts.findLast((at) => at < here)
    if (to !== undefined) this.goTo(this.places[to]!.ref)
  }

  /** Puts the cursor on a message and opens the run that holds it. */
  goTo(ref: MessageRef): void {
    for (const unit of this.units)
      if (unit.kind !== 'message' && unit.places.some((place) => sameRef(place.ref, ref)))
        this.reading.openRun(unit.places[0])
    this.session.cursor = ref
    if (this.over === 'inspector') this.over = null
  }

  #nearest(by: 1 | -1): Place | undefined {
    const order = (ref: MessageRef) => this.places.findIndex((place) => sameRef(place.ref, ref))
    const here = this.session.cursor ? order(this.session.cursor) : -1
    return by > 0
      ? this.#walkable.find((place) => order(place.ref) > here)
      : this.#walkable.findLast((place) => order(place.ref) < here)
  }

  async #firstUndecided(): Promise<number | undefined> {
    const step = 200
    for (let from = 0; from < this.session.position; from += step) {
      const rows = await this.session.rows(from, step)
      const row = rows.find((r) => r.state === 'todo' || r.state === 'draft')
      if (row) return row.record
    }
    return undefined
  }

  #leave(): void {
    this.problem = ''
    this.#last = null
    this.flagNote = null
    this.shown = null
  }

  // --- acts: each waits for the one before it, so that quick keys do not meet ---------------------

  /** Keeps or drops the sample and goes on; the same again takes the decision back. */
  decide(decision: Decision): Promise<void> {
    return this.#inTurn(async () => {
      const taken = this.state?.decision === decision
      const words = taken ? 'Decision taken back on' : decision === 'keep' ? 'Kept' : 'Dropped'
      await this.#act((subject) => decide(subject, taken ? null : decision), words, !taken)
    })
  }

  /** Labels the completion and goes on; the same again takes the label off. */
  label(desirable: boolean): Promise<void> {
    return this.#inTurn(async () => {
      const taken = this.state?.label === desirable
      const words = taken
        ? 'Label taken off'
        : `Labelled ${desirable ? 'desirable' : 'undesirable'}:`
      await this.#act((subject) => label(subject, taken ? null : desirable), words, !taken)
    })
  }

  beginFlag(): void {
    this.flagNote = this.state?.flag?.note ?? ''
  }

  saveFlag(note: string | null): Promise<void> {
    this.flagNote = null
    return this.#inTurn(async () => {
      await this.#act(
        (subject) => flag(subject, note),
        note === null ? 'Unflagged' : 'Flagged',
        false,
      )
    })
  }

  /** Forks before the answer at the cursor, or opens the fork that is there. */
  forkHere(): Promise<void> {
    return this.#inTurn(async () => {
      const { forking } = this
      if (forking.can === 'no') {
        this.problem = forking.reason
        return
      }
      if (forking.can === 'fork') {
        const done = await this.#act(
          (subject) => fork(subject, forking.contextLength, 'copy'),
          'Forked',
          false,
        )
        if (!done) return
      }
      this.app.go({ view: 'fork', dataset: this.session.id, record: this.session.record })
    })
  }

  /** Whether a loop can be made a pair of: the sample has not forked. */
  get canLeaveLoop(): boolean {
    return this.writable && this.sample?.branches.length === 1 && this.sample.apart === undefined
  }

  /** Makes a pair of a loop, by default the first: rejected goes round, chosen leaves it. */
  leaveLoop(loop = this.loops[0]): Promise<void> {
    return this.#inTurn(async () => {
      if (!loop || !this.canLeaveLoop) return
      const done = await this.#act((subject) => leaveLoop(subject, loop), 'Forked', false)
      if (!done) return
      this.app.go({ view: 'fork', dataset: this.session.id, record: this.session.record })
    })
  }

  /** The first fix that can mend a finding of the sample as it is now. */
  fixOf(finding: Finding): OfferedFix | null {
    const { view } = this
    if (view?.kind !== 'sample' || !this.writable) return null
    const settings = this.session.summary?.checks.settings
    const subject = { sample: view.recorded, state: view.state }
    for (const fix of FIXES) {
      if (!fix.mends.includes(finding.code)) continue
      const offer = offerOf(fix, fix.propose(subject, [finding], settings))
      if (offer) return offer
    }
    return null
  }

  /** Cuts the repeats of a loop; null where that cannot be. */
  cutOf(loop: LoopSpan): OfferedFix | null {
    const { view } = this
    if (view?.kind !== 'sample' || !this.writable) return null
    return offerOf(
      { title: 'Cut the repeats' },
      cutRepeats({ sample: view.recorded, state: view.state }, loop),
    )
  }

  /** The finding that the key means: one at the cursor, else the first that a fix mends. */
  get fixable(): Finding | undefined {
    const { cursor } = this.session
    const here = this.findings.filter(({ at }) => sameRef(at ?? null, cursor))
    return [...here, ...this.findings].find((finding) => this.fixOf(finding) !== null)
  }

  /** Shows what a fix would change; a second time makes it. */
  pressFix(of: Finding | LoopSpan): Promise<void> {
    const offer = 'code' in of ? this.fixOf(of) : this.cutOf(of)
    const { view } = this
    if (!offer || view?.kind !== 'sample') return Promise.resolve()
    if (this.shown?.of !== of) {
      const done = applyEdits(view.recorded, view.state, offer.proposal.edits)
      if (!done.ok) return Promise.resolve()
      const after = presentSample(view.recorded, done.value.tree)
      this.shown = { of, offer, change: firstChange(view.present, after) }
      return Promise.resolve()
    }
    this.shown = null
    const { edits, what } = offer.proposal
    return this.#inTurn(async () => {
      await this.#act(() => ok({ act: 'fix', edits }), `${what} in`, false)
    })
  }

  /** Gives a branch a side; who had it before has none then. */
  mark(lane: number, side: 'chosen' | 'rejected'): Promise<void> {
    return this.#inTurn(async () => {
      await this.#act(
        (subject) => {
          const { branches, roles } = treeOf(subject)
          const id = branches[lane]?.id
          if (id === undefined) return fail({ kind: 'nothingToDo' })
          const other = side === 'chosen' ? 'rejected' : 'chosen'
          return setRoles(subject, {
            ...roles,
            [side]: id,
            [other]: roles[other] === id ? null : roles[other],
          })
        },
        `Branch ${branchLetter(lane)} marked as ${side} in`,
        false,
      )
    })
  }

  /** Which branches are chosen and rejected now, by lane; −1 for none. */
  get sides(): { readonly chosen: number; readonly rejected: number } {
    const { view } = this
    if (view?.kind !== 'sample') return { chosen: -1, rejected: -1 }
    const { branches, roles } = treeOf({ sample: view.recorded, state: view.state })
    const laneOf = (id: BranchId | null) => branches.findIndex((branch) => branch.id === id)
    return { chosen: laneOf(roles.chosen), rejected: laneOf(roles.rejected) }
  }

  /** Records whose runs are branches of the sample already. */
  get takenRuns(): ReadonlySet<number> {
    const branches = this.state?.tree?.branches ?? []
    return new Set(branches.flatMap(({ origin }) => (origin.kind === 'run' ? [origin.record] : [])))
  }

  /** Makes another record's run of the same task a branch of this sample. */
  addRun(record: number): Promise<void> {
    return this.#inTurn(async () => {
      const { session } = this
      const other = await session.engine.sample(session.id, record)
      if (other.kind !== 'sample') return
      const run = runOf(record, other.recorded)
      await this.#act((subject) => addRun(subject, run), 'Added a run to', false)
    })
  }

  takePrompt(side: 'A' | 'B'): Promise<void> {
    return this.#inTurn(async () => {
      await this.#act(
        (subject) => joinApart(subject, side),
        `Side ${side}’s prompt taken for`,
        false,
      )
    })
  }

  /** False where it could not be saved. */
  saveMessage(ref: MessageRef, message: Message): Promise<boolean> {
    return this.#inTurn(async () => {
      const record = this.#opened
      const done = await this.#act(
        (subject) => {
          const lane: Lane =
            ref.lane === CONTEXT_LANE ? 'context' : treeOf(subject).branches[ref.lane]!.id
          return editMessage(subject, lane, ref.index, message)
        },
        'Edited a message of',
        false,
      )
      if (done && record !== undefined) this.#edits.close(record)
      return done
    })
  }

  /** Shows the sample that was decided last. */
  backToLast(): void {
    this.#last = null
  }

  async showFlagged(): Promise<void> {
    this.#last = null
    await this.session.setQuery({ ...EVERYTHING, where: { kind: 'is', trait: 'flagged' } })
    const [first] = await this.session.rows(0, 1)
    if (first) await this.open(first.record)
  }

  async clearFilter(): Promise<void> {
    await this.session.setQuery({ ...EVERYTHING, order: this.session.query.order })
  }

  #inTurn<T>(act: () => Promise<T>): Promise<T> {
    const turn = this.#turn.then(act)
    this.#turn = turn.catch(() => undefined)
    return turn
  }

  async #act(build: ActBuilder, words: string, goOn: boolean): Promise<boolean> {
    const { record } = this.session
    this.problem = ''
    const done = await this.session.act(build)
    if (!done.ok) {
      this.problem = failureWords(done.error)
      return false
    }
    this.app.toasts.show(`${words} #${record}`, {
      label: 'Undo',
      keys: 'Mod+Z',
      run: () => this.session.undo(),
    })
    if (goOn) {
      this.pace = this.pace.after(done.value.savedAt)
      await this.skip()
    }
    return true
  }

  #forkingHere(): Forking {
    const { view, sample, session } = this
    if (view?.kind !== 'sample' || !sample)
      return { can: 'no', reason: 'An unreadable record has no messages to fork.' }
    if (sample.apart)
      return { can: 'no', reason: 'Settle first which prompt both sides shall have.' }
    if (sample.branches.length > 1) return { can: 'open' }
    if (!this.writable) return { can: 'no', reason: 'Another tab is working on this dataset.' }
    const here = this.conversation.findIndex((place) => sameRef(place.ref, session.cursor))
    const point = forkPoint(
      this.conversation.map((place) => place.message),
      here < 0 ? this.conversation.length - 1 : here,
    )
    return point === null
      ? { can: 'no', reason: 'There is no user message or tool result before it to answer to.' }
      : { can: 'fork', contextLength: point }
  }
}

function offerOf({ title }: Pick<Fix, 'title'>, proposal: Proposal | null): OfferedFix | null {
  return proposal?.kind === 'edits' ? { title, proposal } : null
}

/** The person's item behind a message as shown: whether it is theirs, and whether it is stale. */
export function itemAt(state: SampleState, ref: MessageRef): Item | undefined {
  if (!state.tree) return undefined
  if (ref.lane === CONTEXT_LANE) return state.tree.context[ref.index]
  return state.tree.branches[ref.lane]?.items[ref.index]
}
