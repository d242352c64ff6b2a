import { NOTHING, type Check } from './check.ts'

/**
 * Stands in the list of checks so that a crash has a title, a place in the columns and a filter of
 * its own. It finds nothing itself: `runChecks` reports in its name when another check throws.
 */
export const checkCrash: Check = {
  code: 'check.crash',
  title: 'A check failed',
  severity: 'warning',
  help: {
    what: 'One of our checks stopped with an error on this record. The other checks ran.',
    why: 'The record was not looked at in that respect.',
    remedy: 'Please report it with the record, if you may share it.',
    bad: 'The check loop.exact stopped: …',
    good: 'All checks ran.',
    source: 'Our own rule: a fault of ours is told, not hidden.',
  },
  run: () => NOTHING,
}
