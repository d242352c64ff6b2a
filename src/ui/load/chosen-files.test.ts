import { describe, expect, it } from 'vitest'
import { chooseDropped, chooseFrom, pathOf } from './chosen-files.ts'
import { filesNamed } from './info-sets.ts'

/** A file as a folder picker gives it. */
function at(path: string): File {
  const file = new File(['{}'], path.split('/').at(-1)!)
  Object.defineProperty(file, 'webkitRelativePath', { value: path })
  return file
}

type Tree = { [name: string]: Tree | string }

/** An entry as a drop gives it; a folder answers by twos, the text `!` cannot be read. */
function entry(name: string, what: Tree | string, above = ''): FileSystemEntry {
  const fullPath = `${above}/${name}`
  const base = { name, fullPath, isFile: typeof what === 'string', isDirectory: false }
  if (typeof what === 'string')
    return {
      ...base,
      file: (take: (file: File) => void, fail: (error: DOMException) => void) =>
        what === '!' ? fail(new DOMException('no')) : take(new File([what], name)),
    } as unknown as FileSystemEntry
  const children = Object.entries(what).map(([child, inner]) => entry(child, inner, fullPath))
  const createReader = () => {
    const left = [...children]
    return {
      readEntries: (take: (some: FileSystemEntry[]) => void) => take(left.splice(0, 2)),
    }
  }
  return { ...base, isDirectory: true, createReader } as unknown as FileSystemEntry
}

describe('a chosen folder', () => {
  it('gives its data files in natural order and names what it leaves out', () => {
    const names = ['d/t-10.jsonl', 'd/t-2.jsonl', 'd/.git/a.json', 'd/pic.PNG', 'd/sub/no-ending']
    const { files, leftOut } = chooseFrom(names.map(at))
    expect(files.map(pathOf)).toEqual(['d/sub/no-ending', 'd/t-2.jsonl', 'd/t-10.jsonl'])
    expect(leftOut).toEqual([
      { path: 'd/.git/a.json', why: 'hidden' },
      { path: 'd/pic.PNG', why: 'no data file' },
    ])
  })
  it('gives no more than can be decided about', () => {
    const { files, leftOut } = chooseFrom(['d/1.json', 'd/2.json', 'd/3.json'].map(at), 2)
    expect(files.map(pathOf)).toEqual(['d/1.json', 'd/2.json'])
    expect(leftOut).toEqual([{ path: 'd/3.json', why: 'more than 2 files' }])
  })
})

describe('a drop', () => {
  it('looks into folders within folders, whole', async () => {
    const tree = { 'a.json': '1', 'b.json': '!', 'c.png': '3', deep: { 'd.json': '4' }, '.x': {} }
    const { files, leftOut } = await chooseDropped([entry('data', tree), entry('alone.png', '')])
    expect(files.map(pathOf)).toEqual(['alone.png', 'data/a.json', 'data/deep/d.json'])
    expect(await files[2]!.text()).toBe('4')
    expect(leftOut).toEqual([
      { path: 'data/b.json', why: 'the browser cannot read it' },
      { path: 'data/.x/', why: 'hidden' },
      { path: 'data/c.png', why: 'no data file' },
    ])
  })
  it('stops at a bound and says so', async () => {
    const tree = Object.fromEntries(['a', 'b', 'c', 'd'].map((name) => [`${name}.json`, '1']))
    const { files, leftOut } = await chooseDropped([entry('data', tree)], 3)
    expect(files.map(pathOf)).toEqual(['data/a.json', 'data/b.json'])
    expect(leftOut).toEqual([{ path: 'data/c.json', why: 'more than 3 names' }])
  })
})

describe('the file that an entry names', () => {
  const files = ['d/a.json', 'd/set/1.json', 'd/set/2.json', 'd/x/same.json', 'd/y/same.json'].map(
    at,
  )
  const named = (fileName: string, folder = ['d']) =>
    filesNamed(fileName, folder, files).map(pathOf)
  it('stands beside the info', () => {
    expect(named('a.json')).toEqual(['d/a.json'])
    expect(named('./x/../a.json')).toEqual(['d/a.json'])
    expect(named('x/same.json')).toEqual(['d/x/same.json'])
  })
  it('may be a folder', () => {
    expect(named('set')).toEqual(['d/set/1.json', 'd/set/2.json'])
  })
  it('is known by its base name where only one has it', () => {
    expect(named('elsewhere/a.json', [])).toEqual(['d/a.json'])
    expect(named('same.json', [])).toEqual([])
  })
})
