import type { PyNode } from './expression.ts'
import { isPyList, PyDict, PyOpaque, PyTuple, type PyValue } from './value.ts'

/** What Python raises for a node that is no literal, or that holds what cannot be a key. */
export class LiteralFault {
  readonly exception: 'ValueError' | 'TypeError'
  constructor(exception: 'ValueError' | 'TypeError') {
    this.exception = exception
  }
}

const NO_LITERAL = new LiteralFault('ValueError')

/** `ast.literal_eval`. */
export function literalValue(node: PyNode): PyValue | LiteralFault {
  switch (node.t) {
    case 'constant':
      return node.value
    case 'list':
      return valuesOf(node.items)
    case 'tuple': {
      const items = valuesOf(node.items)
      return items instanceof LiteralFault ? items : new PyTuple(items)
    }
    case 'set': {
      const items = valuesOf(node.items)
      if (items instanceof LiteralFault) return items
      return items.every(isHashable) ? new PyOpaque('set') : new LiteralFault('TypeError')
    }
    case 'dict':
      return dictOf(node.members)
    case 'sign':
      return signedValue(node)
    case 'sum': {
      const left = node.left.t === 'sign' ? signedValue(node.left) : literalNumber(node.left)
      const right = literalNumber(node.right)
      if (left instanceof LiteralFault || right instanceof LiteralFault) return NO_LITERAL
      return right instanceof PyOpaque && !(left instanceof PyOpaque) ? right : NO_LITERAL
    }
    case 'call':
      return node.callee.t === 'name' && node.callee.id === 'set' && node.args.length === 0
        ? new PyOpaque('set')
        : NO_LITERAL
    default:
      return NO_LITERAL
  }
}

function valuesOf(nodes: readonly PyNode[]): readonly PyValue[] | LiteralFault {
  const values: PyValue[] = []
  for (const node of nodes) {
    const value = literalValue(node)
    if (value instanceof LiteralFault) return value
    values.push(value)
  }
  return values
}

function dictOf(members: readonly (readonly [PyNode, PyNode])[]): PyValue | LiteralFault {
  const dict = new PyDict()
  for (const [keyNode, valueNode] of members) {
    const key = literalValue(keyNode)
    if (key instanceof LiteralFault) return key
    const value = literalValue(valueNode)
    if (value instanceof LiteralFault) return value
    if (!isHashable(key)) return new LiteralFault('TypeError')
    dict.set(key, value)
  }
  return dict
}

function isHashable(value: PyValue): boolean {
  if (value instanceof PyTuple) return value.items.every(isHashable)
  return !(isPyList(value) || value instanceof PyDict)
}

function literalNumber(node: PyNode): bigint | number | PyOpaque | LiteralFault {
  if (node.t !== 'constant') return NO_LITERAL
  const { value } = node
  if (typeof value === 'bigint' || typeof value === 'number') return value
  return value instanceof PyOpaque && value.kind === 'complex' ? value : NO_LITERAL
}

function signedValue(node: Extract<PyNode, { t: 'sign' }>): ReturnType<typeof literalNumber> {
  const value = literalNumber(node.operand)
  if (node.sign === '+' || value instanceof LiteralFault || value instanceof PyOpaque) return value
  return -value
}
