import type {
  DatasetId,
  DatasetSummary,
  Engine,
  FileInspection,
  Mapping,
  OpenError,
} from '../engine/protocol.ts'
import type { FormatId } from '../core/model/sample.ts'
import { parseQuery } from '../core/query/parse.ts'
import { printQuery } from '../core/query/print.ts'
import type { Where } from '../core/query/where.ts'
import { Commands } from './commands.svelte.ts'
import type { ChosenFiles, LeftOut } from './load/chosen-files.ts'
import { recall, remember } from './remember.ts'
import { MAPPING_HASH, parseRoute, queryOfAddress, routeHash, type Route } from './routes.ts'
import { DatasetSession } from './session.svelte.ts'
import { Toasts } from './toast.svelte.ts'
import { keptMapping } from './views/mapping/kept-mapping.ts'

export const THEMES = ['system', 'light', 'dark'] as const
export type Theme = (typeof THEMES)[number]
export const DENSITIES = ['comfortable', 'compact', 'large'] as const
export type Density = (typeof DENSITIES)[number]

/** What lies over the view. */
export type Overlay = 'palette' | 'keys' | null

/** A file whose fields are being mapped: what the mapping screen begins with and leads back to. */
export interface MappingTask {
  readonly file: File
  readonly inspection: FileInspection
  /** How the file would be read now. */
  readonly format: FormatId | null
  /** Nothing else waits to be decided: using the mapping begins the load. */
  readonly last: boolean
  readonly onuse: (mapping: Mapping) => Promise<void>
}

/** The app as a whole: where one is, which dataset is open, what lies over the view. */
export class AppState {
  readonly engine: Engine
  readonly commands = new Commands()
  readonly toasts = new Toasts()

  route = $state.raw<Route>({ view: 'home' })
  /** Null until the engine has answered for the first time. */
  datasets = $state.raw<readonly DatasetSummary[] | null>(null)
  /** The dataset of the route, once it is open. */
  session = $state.raw<DatasetSession | null>(null)
  /** Why the route's dataset could not be opened. */
  openError = $state.raw<OpenError | null>(null)
  overlay = $state<Overlay>(null)
  /** Files that were chosen or dropped and are being looked at before loading. */
  files = $state.raw<readonly File[] | null>(null)
  /** What was in a chosen folder beside them and is not looked at. */
  leftOut = $state.raw<readonly LeftOut[]>([])
  /** The mapping screen stands in place of the view while it is set. */
  mapping = $state.raw<MappingTask | null>(null)
  /** Name of the file whose mapping was under way when the page was loaded anew. */
  interrupted = $state.raw<string | null>(null)
  /** A fault nobody foresaw: shown until dismissed, with what to do. */
  fault = $state.raw<unknown>(null)

  #theme = $state<Theme>('system')
  #density = $state<Density>('comfortable')
  /** The dataset that is open, or on its way to be. */
  #entering: { readonly dataset: DatasetId; readonly opened: Promise<unknown> } | null = null

  constructor(engine: Engine) {
    this.engine = engine
    this.commands.onfailure = (error) => this.report(error)
    this.theme = recall('theme', THEMES, 'system')
    this.density = recall('density', DENSITIES, 'comfortable')
    this.commands.own.load()
    this.commands.singleKeys = recall('single-keys', ['on', 'off'], 'on') === 'on'
  }

  /** Listens to the engine and to the address. The function given back stops it. */
  start(): () => void {
    const stop = this.engine.onChange((change) => {
      if (change.kind === 'datasets' || change.kind === 'ingestEnd') this.#list()
    })
    const arrive = () => this.#arrive()
    if (location.hash === MAPPING_HASH) this.interrupted = keptMapping()?.fileName ?? null
    addEventListener('hashchange', arrive)
    this.#list()
    this.#arrive()
    return () => {
      stop()
      removeEventListener('hashchange', arrive)
      this.session?.close()
    }
  }

  go(route: Route): void {
    location.hash = routeHash(route)
    this.#arrive()
  }

  goHome(): void {
    this.go({ view: 'home' })
  }

  /** Opens a dataset at its last record, or at the given one. */
  openDataset(dataset: DatasetId, record: number | null = null): void {
    this.go({ view: 'triage', dataset, record })
  }

  /** Puts the mapping screen over the view, at an address of its own. */
  openMapping(task: MappingTask): void {
    this.mapping = task
    this.interrupted = null
    history.pushState(null, '', MAPPING_HASH)
  }

  closeMapping(): void {
    this.mapping = null
    if (location.hash === MAPPING_HASH) history.replaceState(null, '', routeHash(this.route))
  }

  /** Has files looked at before they are loaded. */
  openFiles({ files, leftOut }: ChosenFiles): void {
    this.leftOut = leftOut
    this.files = files
  }

  get theme(): Theme {
    return this.#theme
  }
  set theme(theme: Theme) {
    this.#theme = theme
    if (theme === 'system') delete document.documentElement.dataset['theme']
    else document.documentElement.dataset['theme'] = theme
    remember('theme', theme)
  }

  get density(): Density {
    return this.#density
  }
  set density(density: Density) {
    this.#density = density
    document.documentElement.dataset['density'] = density
    remember('density', density)
  }

  /** Single keys can be switched off; Ctrl and Cmd keys stay. */
  setSingleKeys(on: boolean): void {
    this.commands.singleKeys = on
    remember('single-keys', on ? 'on' : 'off')
  }

  /** Shows an unforeseen fault. An abort is not one. */
  report(error: unknown): void {
    if (error instanceof DOMException && error.name === 'AbortError') return
    this.fault = error
  }

  /** Tries to open the route's dataset again. */
  retry(): void {
    this.openError = null
    this.#arrive()
  }

  #list(): void {
    this.engine.listDatasets().then(
      (datasets) => (this.datasets = datasets),
      (error: unknown) => this.report(error),
    )
  }

  #arrive(): void {
    const route = parseRoute(location.hash)
    if (location.hash === MAPPING_HASH) history.replaceState(null, '', routeHash(route))
    // Before anything draws, so that the address is not made to follow the filter it replaces.
    this.#takeQuery(route)
    if (routeHash(route) !== routeHash(this.route)) this.route = route
    this.mapping = null
    this.#enter(route).catch((error: unknown) => this.report(error))
  }

  /** Filters the open dataset as the address says, when somebody goes back or forward. */
  #takeQuery(route: Route): void {
    const { session } = this
    const typed = queryOfAddress(route)
    if (typed === null || !session || route.view === 'home' || route.dataset !== session.id) return
    if (typed === printQuery(session.query.where)) return
    const where = this.#read(typed)
    if (!where) return
    session.setQuery({ ...session.query, where }).catch((error: unknown) => this.report(error))
  }

  #read(typed: string): Where | null {
    const read = parseQuery(typed)
    if (read.ok) return read.where
    this.toasts.show(`The filter in the address is left out. ${read.error.message}`)
    return null
  }

  /** Opens the route's dataset, once: a link sets the address, and the address is heard of again. */
  async #enter(route: Route): Promise<void> {
    const dataset = route.view === 'home' ? null : route.dataset
    const record = 'record' in route ? route.record : null
    if (this.#entering && this.#entering.dataset === dataset) {
      await this.#entering.opened
      const { session } = this
      if (record !== null && session?.id === dataset && record !== session.record)
        await session.goTo(record)
      return
    }
    this.session?.close()
    this.session = null
    this.openError = null
    this.#entering = null
    if (dataset === null) return
    const session = new DatasetSession(this.engine, dataset)
    const where = this.#read(queryOfAddress(route) ?? '')
    if (where) session.query = { ...session.query, where }
    const entering = { dataset, opened: session.open(record ?? undefined) }
    this.#entering = entering
    try {
      const opened = await entering.opened
      if (this.#entering !== entering) return
      if (opened.ok) this.session = session
      else this.openError = opened.error
    } finally {
      if (this.session !== session) {
        session.close()
        if (this.#entering === entering) this.#entering = null
      }
    }
  }
}
