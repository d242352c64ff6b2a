#!/usr/bin/env node
/** The headless tool: the core of the workbench for pipelines and for data too big for a desk. */
import { runCli } from './run.ts'

// A reader that has seen enough (`… | head`) closes the pipe; that is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0)
  throw error
})

process.exitCode = await runCli(process.argv.slice(2), process.stdout, process.stderr)
