import { useCallback } from 'react'
import { lastPart } from '../../signaling/cities/naming.ts'
import { roomWords, useWords } from './language.ts'

type Table = { readonly default: Readonly<Record<string, string>> }

/** Where the table can't be fetched a zone is said by its own name: no screen, least of all a call, waits for it in vain. */
const orNone = (table: Promise<Table>): Promise<Table> => table.catch(() => ({ default: {} }))

/** The cities of zones, those of one language at a time; the server's letters have the same. */
export const cityNames = roomWords<Readonly<Record<string, never>>>('cities', {
  'zh-CN': () => orNone(import('../../signaling/cities/names/zh-CN.json')),
  en: () => orNone(import('../../signaling/cities/names/en.json')),
  it: () => orNone(import('../../signaling/cities/names/it.json')),
  es: () => orNone(import('../../signaling/cities/names/es.json')),
})

/** Says the city that names a zone, in the reader's language; the same function until that changes. Suspends until the names are there. */
export function useCities(): (timeZone: string) => string {
  const t = useWords(cityNames)
  return useCallback(
    (timeZone) => {
      const said = t(timeZone)
      // What has no words of its own is said as it is.
      return said === timeZone ? lastPart(timeZone) : said
    },
    [t],
  )
}
