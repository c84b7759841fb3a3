let fetched: Promise<unknown> | undefined

/** Fetches the call's code ahead, once it is nearly their turn; until then nobody loads it. */
export function prefetchCall(): void {
  fetched ??= import('../consultations/call/visit.tsx').catch(() => {
    // Without a connection now: it is fetched when the call is answered.
    fetched = undefined
  })
}
