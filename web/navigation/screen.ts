import { lazy } from 'react'
import type { ComponentType } from 'react'

/**
 * A screen whose code loads when it is first shown:
 * `screen(() => import('./appointments/booking.tsx').then((module) => module.Booking))`.
 */
export function screen(load: () => Promise<ComponentType>): ComponentType {
  return lazy(async () => ({ default: await load() }))
}
