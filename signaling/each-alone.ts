import type { BaseLogger } from 'pino'

/**
 * Does the same to each item, one after the other; an item that fails is logged and keeps no other from its turn.
 * @param ids what is logged of the item that failed: its ids, never a name
 * @returns what was answered for those that went well, and the items that failed
 */
export async function eachAlone<Item, Result>(
  log: Pick<BaseLogger, 'error'>,
  failure: string,
  items: readonly Item[],
  ids: (item: Item) => Readonly<Record<string, string>>,
  work: (item: Item) => Promise<Result>,
): Promise<{ readonly results: readonly Result[]; readonly failed: readonly Item[] }> {
  const results: Result[] = []
  const failed: Item[] = []
  for (const item of items) {
    try {
      results.push(await work(item))
    } catch (error) {
      log.error({ err: error, ...ids(item) }, failure)
      failed.push(item)
    }
  }
  return { results, failed }
}
