/**
 * Deep equality of plain data (what JSON and structured clone carry). A key whose value is
 * undefined equals a missing key. Own, iterative: data from files may be nested 100,000 deep.
 */
export function equalData(a: unknown, b: unknown): boolean {
  const stack: [unknown, unknown][] = [[a, b]]
  for (let top = stack.pop(); top; top = stack.pop()) {
    const [x, y] = top
    if (Object.is(x, y) || x === y) continue
    if (typeof x !== 'object' || typeof y !== 'object' || x === null || y === null) return false
    if (Array.isArray(x)) {
      if (!Array.isArray(y) || x.length !== y.length) return false
      for (let i = 0; i < x.length; i++) stack.push([x[i], y[i]])
      continue
    }
    if (Array.isArray(y)) return false
    const left = x as Record<string, unknown>
    const right = y as Record<string, unknown>
    for (const key of Object.keys(left))
      stack.push([left[key], Object.hasOwn(right, key) ? right[key] : undefined])
    for (const key of Object.keys(right))
      if (!Object.hasOwn(left, key) && right[key] !== undefined) return false
  }
  return true
}
