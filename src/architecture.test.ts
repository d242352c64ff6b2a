/**
 * Who may import whom. The table below is the architecture; this file reads every import under `src`
 * and `workers` and holds them to it.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path/posix'
import ts from 'typescript'
import { describe, expect, test } from 'vitest'

interface Room {
  /** Other rooms whose values and types it may import. Its own are always allowed. */
  readonly uses?: readonly string[]
  /** Rooms of which it may import types only. */
  readonly knows?: readonly string[]
  /** Packages, with all below them; `node:` stands for all of Node. */
  readonly packages?: readonly string[]
}

/** A file belongs to the room with the longest name that its path begins with. */
const ROOMS: Readonly<Record<string, Room>> = {
  'src/core': {
    packages: [
      'zod',
      'diff',
      '@hyperjump/json-schema',
      '@hyperjump/browser',
      'fflate',
      'fzstd',
      'hyparquet',
      'hyparquet-compressors',
    ],
  },
  'src/storage': { uses: ['src/core'], packages: ['dexie'] },
  // What of the engine runs in a worker: the page must not carry it, so the page's half knows types.
  'src/engine/desk': {
    uses: ['src/core', 'src/storage', 'src/engine/analyst'],
    knows: ['src/engine'],
    packages: ['comlink'],
  },
  'src/engine/analyst': {
    uses: ['src/core', 'src/storage'],
    knows: ['src/engine', 'src/engine/desk'],
    packages: ['comlink', 'hash-wasm'],
  },
  'src/engine': {
    uses: ['src/core', 'src/storage'],
    knows: ['src/engine/desk', 'src/engine/analyst'],
    packages: ['comlink'],
  },
  workers: {
    uses: ['src/core', 'src/storage', 'src/engine/desk', 'src/engine/analyst'],
    knows: ['src/engine'],
    packages: ['comlink'],
  },
  'src/ui': {
    uses: ['src/core', 'src/engine'],
    packages: ['svelte', '@lucide/svelte', '@fontsource-variable'],
  },
  'src/cli': { uses: ['src/core'], packages: ['node:'] },
  'src/main.ts': { uses: ['src/ui', 'src/engine'], packages: ['svelte'] },
  'src/architecture.test.ts': { packages: ['typescript'] },
}

/** What tests, benches and their helpers may import besides. */
const FOR_TESTS: Room = {
  packages: [
    'vitest',
    'fast-check',
    'fake-indexeddb',
    'dexie',
    'svelte',
    'comlink',
    'fflate',
    'hyparquet-writer',
    'node:',
  ],
}

interface Import {
  readonly from: string
  readonly typeOnly: boolean
}

/** Every import, re-export and dynamic import of a file's text, comments and strings left aside. */
function importsOf(path: string, text: string): Import[] {
  const script = path.endsWith('.svelte')
    ? [...text.matchAll(/<script[^>]*>([^]*?)<\/script>/g)].map((match) => match[1]).join('\n')
    : text
  const found: Import[] = []
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) {
      if (node.moduleSpecifier && ts.isStringLiteral(node.moduleSpecifier))
        found.push({ from: node.moduleSpecifier.text, typeOnly: isTypeOnly(node) })
    } else if (ts.isImportTypeNode(node)) {
      if (ts.isLiteralTypeNode(node.argument) && ts.isStringLiteral(node.argument.literal))
        found.push({ from: node.argument.literal.text, typeOnly: true })
    } else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      const [from] = node.arguments
      found.push({
        from: from && ts.isStringLiteralLike(from) ? from.text : '(computed)',
        typeOnly: false,
      })
    }
    ts.forEachChild(node, visit)
  }
  visit(ts.createSourceFile(path, script, ts.ScriptTarget.Latest))
  return found
}

function isTypeOnly(node: ts.ImportDeclaration | ts.ExportDeclaration): boolean {
  if (ts.isExportDeclaration(node)) return node.isTypeOnly
  return node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword
}

function roomOf(path: string): string | undefined {
  return Object.keys(ROOMS)
    .filter((room) => path === room || path.startsWith(`${room}/`))
    .sort((a, b) => b.length - a.length)[0]
}

/** The folder of a view, whose files no other view may import: what two share moves to `parts`. */
function viewOf(path: string): string | undefined {
  return /^src\/ui\/views\/[^/]+/.exec(path)?.[0]
}

function isForTests(path: string): boolean {
  return /\.(test|bench)\.ts$|\/(testing|fixtures)(\/|\.ts$)/.test(path)
}

function allowsPackage(room: Room, name: string): boolean {
  return (room.packages ?? []).some(
    (allowed) =>
      name === allowed ||
      name.startsWith(`${allowed}/`) ||
      (allowed.endsWith(':') && name.startsWith(allowed)),
  )
}

/** What a file imports and must not, each as one sentence; empty when all is well. */
function violations(path: string, text: string): string[] {
  const roomName = roomOf(path)
  const room = roomName === undefined ? undefined : ROOMS[roomName]
  if (roomName === undefined || room === undefined) return [`${path} stands in no room`]
  return importsOf(path, text).flatMap(({ from, typeOnly }) => {
    if (!from.startsWith('.'))
      return allowsPackage(room, from) || (isForTests(path) && allowsPackage(FOR_TESTS, from))
        ? []
        : [`${path} imports the package ${from}`]

    const target = join(dirname(path), from)
    const [fromView, toView] = [viewOf(path), viewOf(target)]
    if (fromView !== undefined && toView !== undefined && fromView !== toView)
      return [`${path} imports from another view, ${target}`]
    const targetRoom = roomOf(target)
    if (targetRoom === undefined) return [`${path} imports ${target}, which stands in no room`]
    if (isForTests(target) && !isForTests(path))
      return [`${path} imports ${target}, a test's helper`]
    if (targetRoom === roomName || room.uses?.includes(targetRoom)) return []
    if (room.knows?.includes(targetRoom))
      return typeOnly ? [] : [`${path} imports more than types from ${target}`]
    return [`${path} imports ${target}`]
  })
}

const FILES = ['src', 'workers']
  .flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) =>
      join(folder, name.replaceAll('\\', '/')),
    ),
  )
  .filter((path) => /\.(ts|svelte)$/.test(path) && !path.endsWith('.d.ts'))

test('every import under src and workers follows the table', () => {
  expect(FILES.length).toBeGreaterThan(50)
  expect(FILES.flatMap((path) => violations(path, readFileSync(path, 'utf8')))).toEqual([])
})

test("the libraries of core are named in core's README", () => {
  const readme = readFileSync('src/core/README.md', 'utf8')
  expect(ROOMS['src/core']?.packages?.filter((name) => !readme.includes(name))).toEqual([])
})

describe('the table refuses', () => {
  test.each([
    ['core', 'the database', 'src/core/a.ts', "import Dexie from 'dexie'"],
    ['core', 'storage', 'src/core/a.ts', "import { x } from '../storage/db.ts'"],
    [
      'core',
      'types of the engine',
      'src/core/a.ts',
      "import type { X } from '../engine/protocol.ts'",
    ],
    ['core', 'Svelte', 'src/core/deep/a.ts', "import { tick } from 'svelte'"],
    ['core', 'Node', 'src/core/a.ts', "import { readFileSync } from 'node:fs'"],
    ['core', 'a package whose name begins alike', 'src/core/a.ts', "import z from 'zod-like'"],
    ['core', 'a test helper', 'src/core/a.ts', "import { trace } from './testing/trace.ts'"],
    ['storage', 'comlink', 'src/storage/a.ts', "import { wrap } from 'comlink'"],
    ['storage', 'the engine', 'src/storage/a.ts', "export * from '../engine/client.ts'"],
    ['the engine', 'the user interface', 'src/engine/a.ts', "import '../ui/App.svelte'"],
    ['the engine', 'a worker', 'src/engine/a.ts', "import '../../workers/engine.worker.ts'"],
    [
      'the engine',
      'a worker, lazily',
      'src/engine/a.ts',
      "const w = () => import('../../workers/w.ts')",
    ],
    [
      'the engine',
      'values of the desk',
      'src/engine/a.ts',
      "import { Desk } from './desk/desk.ts'",
    ],
    [
      'the desk',
      "values of the page's half",
      'src/engine/desk/a.ts',
      "import { x } from '../client.ts'",
    ],
    [
      'a worker',
      'values of the protocol',
      'workers/a.ts',
      "import { x } from '../src/engine/protocol.ts'",
    ],
    ['a worker', 'the database itself', 'workers/a.ts', "import Dexie from 'dexie'"],
    ['the user interface', 'storage', 'src/ui/a.ts', "import { x } from '../storage/db.ts'"],
    [
      'the user interface',
      'the desk',
      'src/ui/a.ts',
      "import type { X } from '../engine/desk/desk.ts'",
    ],
    ['the user interface', 'zod', 'src/ui/a.ts', "import { z } from 'zod'"],
    [
      'a component',
      'storage',
      'src/ui/A.svelte',
      '<script lang="ts">import x from \'../storage/db.ts\'</script>',
    ],
    [
      'a view',
      'another view',
      'src/ui/views/a/A.svelte',
      "<script>import B from '../b/B.svelte'</script>",
    ],
    ['the headless tool', 'the engine', 'src/cli/a.ts', "import { x } from '../engine/client.ts'"],
    ['anybody', 'an address made up at run time', 'src/ui/a.ts', 'const m = import(address)'],
    ['a file', 'standing in no room', 'src/stray.ts', ''],
  ])('%s: %s', (_who, _what, path, text) => {
    expect(violations(path, text)).toHaveLength(1)
  })
})

describe('the table allows', () => {
  test.each([
    ['core itself', 'src/core/checks/a.ts', "import { ok } from '../result.ts'"],
    [
      'types of the protocol to a worker',
      'workers/a.ts',
      "import type { E } from '../src/engine/protocol.ts'",
    ],
    [
      'the desk to a worker, lazily',
      'workers/a.ts',
      "const d = await import('../src/engine/desk/desk.ts')",
    ],
    [
      'a worker named by its address',
      'src/engine/a.ts',
      "new URL('../../workers/a.ts', import.meta.url)",
    ],
    [
      'imports in comments and strings',
      'src/core/a.ts',
      "// import 'dexie'\nconst s = \"import 'dexie'\"",
    ],
    [
      'the parts of a package',
      'src/ui/A.svelte',
      "<script>import X from '@lucide/svelte/icons/x'</script>",
    ],
    [
      'a view its own folder',
      'src/ui/views/a/A.svelte',
      "<script>import B from './B.svelte'</script>",
    ],
    ['vitest and Node to a test', 'src/core/a.test.ts', "import 'vitest'\nimport 'node:fs'"],
  ])('%s', (_what, path, text) => {
    expect(violations(path, text)).toEqual([])
  })
})
