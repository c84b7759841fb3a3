import { cityNames } from '../language/cities.ts'
import { loadWords } from '../language/language.ts'

let fetched: Promise<unknown> | undefined

/** Fetches the call's code ahead, with the names that it waits for, once it is nearly their turn; until then nobody loads it. */
export function prefetchCall(): void {
  fetched ??= Promise.all([import('../consultations/call/visit.tsx'), loadWords(cityNames)]).catch(() => {
    // Without a connection now: it is fetched when the call is answered.
    fetched = undefined
  })
}
