import type { DatasetId } from '../../engine/protocol.ts'
import type { Route } from '../routes.ts'

/** The rooms of a dataset, in the order of the top bar. */
export const TABS = [
  { view: 'triage', title: 'Triage', keys: 'G T' },
  { view: 'fork', title: 'Forks', keys: 'G F' },
  { view: 'checks', title: 'Checks', keys: 'G C' },
  { view: 'export', title: 'Export', keys: 'G E' },
] as const
export type Tab = (typeof TABS)[number]

export function tabRoute(tab: Tab, dataset: DatasetId, record: number | null): Route {
  return tab.view === 'triage' || tab.view === 'fork'
    ? { view: tab.view, dataset, record }
    : { view: tab.view, dataset }
}
