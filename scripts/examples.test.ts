import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

/** Of the files as their repositories hold them; `public/examples/README.md` says which. */
const ORIGINALS: Record<string, string> = {
  'dpo_en_demo.json': 'b949be2421cfa62744afcf1b479f95b299d643d1a4c1c97d1341b314a1aa5cb3',
  'glaive_toolcall_en_demo.json':
    '8b84773e44e71881f32490080350734cad3069dc227eafd771ccfb80732f6437',
  'gpt-4o-airline.even-task-ids.json':
    '8531f7e0321906bff4720b0844f1a73ff16f7caa01c543fc9518f8bbadf1b619',
}

test('the examples are their originals, byte for byte', () => {
  const names = readdirSync('public/examples').filter((name) => name.endsWith('.json'))
  const sums = names.map((name) => [
    name,
    createHash('sha256')
      .update(readFileSync(`public/examples/${name}`))
      .digest('hex'),
  ])
  expect(Object.fromEntries(sums)).toEqual(ORIGINALS)
})
