import { lazy } from 'react'
import type { ComponentType } from 'react'

/** What did not load, without a connection or after a new version was put up: to be tried again. */
const failures = new Set<() => void>()

/** Screens that could not be loaded are loaded anew when they are next shown. */
export function tryFailedScreensAgain(): void {
  for (const forget of failures) forget()
  failures.clear()
}

/**
 * A screen whose code loads when it is first shown:
 * `screen(() => import('./appointments/booking.tsx').then((module) => module.Booking))`.
 */
export function screen(load: () => Promise<ComponentType>): ComponentType {
  let loaded: ComponentType | undefined
  const start = (): ComponentType =>
    lazy(async () => {
      try {
        return { default: await load() }
      } catch (reason) {
        failures.add(() => (loaded = undefined))
        throw reason
      }
    })
  return function Screen() {
    loaded ??= start()
    const Loaded = loaded
    return <Loaded />
  }
}
