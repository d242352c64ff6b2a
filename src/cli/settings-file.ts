import { readFile } from 'node:fs/promises'
import { CHECKS } from '../core/checks/index.ts'
import { SET_CHECKS } from '../core/set/index.ts'
import { readSettings, type CheckSettings } from '../core/checks/settings.ts'
import { CliFailure, fileFailure } from './failure.ts'
import { parseRecord } from './survey.ts'

/** The settings in a file. Throws a `CliFailure` with what is wrong in it. */
export async function readSettingsFile(path: string): Promise<CheckSettings> {
  const bytes = await readFile(path).catch((error: unknown) => {
    throw fileFailure(path, error)
  })
  const parsed = parseRecord(bytes)
  if (!parsed.ok) throw new CliFailure(`${path}: It is not JSON: ${parsed.reason}`)
  const settings = readSettings(parsed.value, [...CHECKS, ...SET_CHECKS])
  if (!settings.ok) throw new CliFailure(`${path}: ${settings.error.message}`)
  return settings.value
}
