import { useCallback, useEffect, useRef, useState } from 'react'
import type { Slot } from '../../signaling/appointments/contract.ts'
import type { Specialty, SpokenLanguage } from '../../signaling/shapes.ts'
import type { ApiError } from '../api/client.ts'
import { asApiError, request } from '../api/client.ts'
import { keyOf } from './slots.ts'
import { present, presentInstant } from '../language/present.ts'

/** How far ahead the strip of days goes. */
const daysAhead = 14
/** The server answers at most so many; the rest is asked for from the last one on. */
const fullAnswer = 500
/** Milliseconds: by a clock that was wrong by less than this, other slots would hardly have been asked for. */
const wrongBy = 60_000

interface FreeSlots {
  /** In order. Undefined until the first answer for this specialty and language. */
  readonly slots: readonly Slot[] | undefined
  readonly error: ApiError | undefined
  readonly reload: () => void
}

/** All that can be booked now of a specialty in the next two weeks. While it is asked again, the former answer stays. */
export function useSlots(specialty: Specialty | undefined, language: SpokenLanguage | undefined): FreeSlots {
  const asked = `${specialty ?? ''} ${language ?? ''}`
  const [round, setRound] = useState(0)
  const askedAt = useRef({ present: 0, steady: 0 })
  const [state, setState] = useState<{ asked: string; slots?: readonly Slot[]; error?: ApiError }>({ asked: '' })
  useEffect(() => {
    if (specialty === undefined) return undefined
    askedAt.current = { present: present.now(), steady: performance.now() }
    const abort = new AbortController()
    askAll(specialty, language, abort.signal).then(
      (slots) => setState({ asked, slots }),
      (reason: unknown) => {
        if (abort.signal.aborted) return
        setState((former) => ({ ...(former.asked === asked && former), asked, error: asApiError(reason) }))
      },
    )
    return () => abort.abort()
  }, [specialty, language, asked, round])
  const reload = useCallback(() => setRound((former) => former + 1), [])
  useEffect(
    () =>
      present.onCorrected(() => {
        const gone = performance.now() - askedAt.current.steady
        if (Math.abs(present.now() - gone - askedAt.current.present) > wrongBy) reload()
      }),
    [reload],
  )
  const current = state.asked === asked
  return { slots: current ? state.slots : undefined, error: current ? state.error : undefined, reload }
}

async function askAll(
  specialty: Specialty,
  language: SpokenLanguage | undefined,
  signal: AbortSignal,
): Promise<readonly Slot[]> {
  const until = new Date(present.now() + daysAhead * 86_400_000).toISOString()
  const found = new Map<string, Slot>()
  let from = presentInstant()
  for (;;) {
    const slots = await request('GET /api/slots', { query: { specialty, from, until, language } }, signal)
    for (const slot of slots) found.set(keyOf(slot), slot)
    const last = slots.at(-1)?.during.start
    // What comes again where it began would come for ever.
    if (last === undefined || slots.length < fullAnswer || last === from) return [...found.values()]
    from = last
  }
}
