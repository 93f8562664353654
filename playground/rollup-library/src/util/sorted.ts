/** Where `value` would be inserted to keep `items` sorted by `key`. */
export function lowerBound<T>(items: readonly T[], value: number, key: (item: T) => number): number {
  let low = 0
  let high = items.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (key(items[middle]!) < value) low = middle + 1
    else high = middle
  }
  return low
}

export function* pairs<T>(items: Iterable<T>): Generator<[T, T]> {
  let previous: T | undefined
  for (const item of items) {
    if (previous !== undefined) yield [previous, item]
    previous = item
  }
}
