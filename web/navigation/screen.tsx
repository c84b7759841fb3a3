import { lazy, useEffect, useReducer, useState } from 'react'
import type { ComponentType } from 'react'

/** What comes late: its code and its words are fetched when it is first shown, or before. */
export interface Late {
  readonly fetch: () => Promise<unknown>
  /** Fetched, or found not to be there: shown now, it shows itself or why it can't. */
  readonly isSettled: () => boolean
}

/** What did not load, without a connection or after a new version was put up: to be tried again. */
const failures = new Set<() => void>()

/** Screens that could not be loaded are loaded anew when they are next shown. */
export function tryFailedScreensAgain(): void {
  for (const forget of failures) forget()
  failures.clear()
}

/**
 * A screen whose code loads when it is first shown, and what it needs `beside` that, such as its room's words:
 * `screen(() => import('./appointments/booking.tsx').then((module) => module.Booking), wordsOf(appointmentWords))`.
 */
export function screen<Props extends object = {}>(
  load: () => Promise<ComponentType<Props>>,
  beside: () => Promise<unknown> = () => Promise.resolve(),
): ComponentType<Props> & Late {
  let asked: Promise<ComponentType<Props>> | undefined
  let late: ComponentType<Props> | undefined
  let there: ComponentType<Props> | undefined
  let failed = false
  async function ask(): Promise<ComponentType<Props>> {
    try {
      const [component] = await Promise.all([load(), beside()])
      there = component
      return component
    } catch (reason) {
      failed = true
      failures.add(() => {
        asked = undefined
        late = undefined
        failed = false
      })
      throw reason
    }
  }
  const fetch = (): Promise<ComponentType<Props>> => (asked ??= ask())
  /** Itself where it is there: a lazy one would show its fallback first. */
  const choose = (): ComponentType<Props> => there ?? (late ??= lazy(async () => ({ default: await fetch() })))
  function Screen(props: Props) {
    const [Shown] = useState(choose)
    return <Shown {...props} />
  }
  return Object.assign(Screen, { fetch, isSettled: () => failed || there !== undefined })
}

/**
 * Fetches a screen, and says whether it can be shown. Until then its place is kept without a fallback of React's, which once
 * shown stays for a third of a second at least. One that is there from the start can; so can none.
 */
export function useFetched(wanted: object | Late | undefined): boolean {
  const [, lookAgain] = useReducer((count: number) => count + 1, 0)
  const late = wanted !== undefined && 'fetch' in wanted ? wanted : undefined
  const settled = late?.isSettled() ?? true
  useEffect(() => {
    if (late === undefined || settled) return
    late.fetch().then(lookAgain, lookAgain)
  }, [late, settled])
  return settled
}
