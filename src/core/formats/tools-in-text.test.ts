import { expect, test } from 'vitest'
import { readToolTexts } from './read-tools.ts'
import { RecordReading } from './reading.ts'
import { readToolsInText, toolTextsIn } from './tools-in-text.ts'
import { RecentToolSets } from './tool-sets.ts'

const tool = '{"name": "f", "parameters": {"maximum": 1.0}}'

test.each<[string, string, readonly string[]]>([
  ['Hermes’ tags', `Use <tools> [${tool}, ${tool}] </tools> well.`, [tool, tool]],
  ['objects in tags', `<tools>\n${tool}\n${tool}\n</tools>`, [tool, tool]],
  ['a list behind prose', `[{"no": 1}] functions:\n[${tool}].\nSay [f(a=b)]`, [tool]],
  ['objects at the start of lines', `SYSTEM: use -\n${tool}\n\n${tool}\n{"no": 1}`, [tool, tool]],
  [
    'a numbered list',
    'Tools:\n1. Name: a b\nDescription: It\nfinds.\nParameters: {"q": {"type": "str"}}\n2. Name: c\nDescription: d\nParameters: {}\n',
    [
      '{"name": "a b", "description": "It\\nfinds.", "parameters": {"q": {"type": "str"}}}',
      '{"name": "c", "description": "d", "parameters": {}}',
    ],
  ],
  [
    'a list in Python’s notation',
    "APIs: [{'name': 'f', 'description': 'it\\'s', 'parameters': {'required': [], 'x': None, 'y': True}}] Go.",
    ['{"name": "f", "description": "it\'s", "parameters": {"required": [], "x": null, "y": true}}'],
  ],
  ['a list of Python that is no literal', "[{'name': f}]", []],
  ['prose', 'Nothing (see [1]) is {listed} here.', []],
  ['broken tags', '<tools>', []],
])('%s', (_name, text, expected) => expect(toolTextsIn(text)).toEqual(expected))

test('a text full of brackets is not searched for ever', () => {
  const start = performance.now()
  expect(toolTextsIn('[{'.repeat(200_000))).toEqual([])
  expect(performance.now() - start).toBeLessThan(2_000)
})

test('what is wrong with tools is said of every record that lists them', () => {
  const toolSets = new RecentToolSets()
  for (let record = 0; record < 2; record++) {
    const reading = new RecordReading({ toolSets })
    readToolsInText('<tools>{"no": "name"}</tools>', '/system', reading)
    readToolTexts(['null'], '/tools', reading)
    expect(reading.problems.map(({ kind, path: at }) => [kind, at])).toEqual([
      ['tools', '/system'],
      ['tools', '/tools'],
    ])
  }
})

test('the set says that the prompt lists it, and keeps the number’s spelling', () => {
  const toolSets = new RecentToolSets()
  const reading = new RecordReading({ toolSets })
  const set = readToolsInText(`<tools>${tool}</tools>`, '/system', reading)
  expect(set).toMatchObject({
    encoding: 'inText',
    text: `[${tool}]`,
    defs: [{ name: 'f', path: '/system' }],
  })
  expect(readToolsInText(`<tools>${tool}</tools>`, '/system', reading)).toBe(set)
})

test('what is no definition in tags is a problem', () => {
  const reading = new RecordReading({ toolSets: new RecentToolSets() })
  readToolsInText('<tools>{"a": 1}</tools>', '/system', reading)
  expect(reading.problems).toEqual([
    {
      kind: 'tools',
      path: '/system',
      message: 'Tool 1 is no definition: an object with a name is wanted.',
    },
  ])
})
