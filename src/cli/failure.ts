/**
 * Why a command cannot go on, in a sentence for the person at the terminal. Thrown from wherever it
 * turns out, caught once per file or command: the headless tool's only edge is its exit status.
 */
export class CliFailure extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'CliFailure'
  }
}

/** What the operating system refused, in plain words. */
export function fileFailure(path: string, error: unknown): CliFailure {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  return new CliFailure(`${path}: ${REASONS[code] ?? describe(error)}`)
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'There is no such file or folder.',
  EACCES: 'You may not open it. Change its permissions.',
  EPERM: 'You may not open it. Change its permissions.',
  EISDIR: 'It is a folder. Name the files in it.',
  ENOTDIR: 'A part of the path is a file, not a folder.',
  EEXIST: 'A file of that name is in the way.',
  ENOSPC: 'The disk is full. Make room and run it again.',
  EDQUOT: 'The disk quota is used up. Make room and run it again.',
  EROFS: 'The disk is read-only.',
  EMFILE: 'Too many files are open.',
}

function describe(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
