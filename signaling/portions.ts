import type { BaseLogger } from 'pino'
import { eachAlone } from './each-alone.ts'

/** Items that share a transaction: most of what it costs is paid once, and nobody waits for more than these. */
export const portionSize = 64
/** Milliseconds after which a sweep leaves the rest to the next one: who comes meanwhile is matched in between. */
const pieceMs = 500

/**
 * Does the same to many items, a portion at once, for about half a second. Where a portion fails each of it is tried by itself: one
 * that fails alone is logged and keeps no other from its turn.
 * @param ids what is logged of the item that failed: its ids, never a name
 * @param forMs after which no portion is begun; one is in any case
 * @returns what was answered, of all portions
 */
export async function inPortions<Item, Result>(
  log: Pick<BaseLogger, 'error' | 'warn'>,
  failure: string,
  items: readonly Item[],
  ids: (item: Item) => Readonly<Record<string, string>>,
  work: (portion: readonly Item[]) => Promise<readonly Result[]>,
  forMs = pieceMs,
): Promise<Result[]> {
  const begunAt = performance.now()
  const warn = (error: unknown): undefined =>
    void log.warn({ err: error }, 'a portion failed: each of it is tried alone')
  const results: Result[] = []
  for (let done = 0; done < items.length; done += portionSize) {
    if (done > 0 && performance.now() - begunAt >= forMs) break
    const portion = items.slice(done, done + portionSize)
    const together = portion.length > 1 ? await work(portion).catch((error: unknown) => warn(error)) : undefined
    if (together !== undefined) {
      results.push(...together)
      continue
    }
    const alone = await eachAlone(log, failure, portion, ids, (item) => work([item]))
    results.push(...alone.results.flat())
  }
  return results
}
