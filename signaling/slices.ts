import { setImmediate } from 'node:timers/promises'

/** Milliseconds of work at a stretch: far below what anybody notices. */
const sliceMs = 10

/**
 * Does long work a slice at a time, so that requests and sockets have their turn between two slices. A single step is never
 * cut: it should be short.
 */
export async function inSlices<Result>(steps: Generator<undefined, Result>): Promise<Result> {
  let since = performance.now()
  for (;;) {
    const step = steps.next()
    if (step.done === true) return step.value
    if (performance.now() - since < sliceMs) continue
    await setImmediate()
    since = performance.now()
  }
}

/** What becomes of each of many, in their order, a slice at a time. */
export async function mapInSlices<Item, Result>(
  items: readonly Item[],
  map: (item: Item) => Result,
): Promise<Result[]> {
  return await inSlices(mapping(items, map))
}

function* mapping<Item, Result>(items: readonly Item[], map: (item: Item) => Result): Generator<undefined, Result[]> {
  const results: Result[] = []
  for (const item of items) {
    results.push(map(item))
    yield
  }
  return results
}
