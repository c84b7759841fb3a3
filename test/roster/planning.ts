import type { AccountViewer } from '../../signaling/access.ts'
import type { NewShift } from '../../signaling/roster/contract.ts'
import type { Specialty } from '../../signaling/shapes.ts'
import { createServices, createViewer, type TestServices } from '../support/services.ts'

export let services: TestServices

export let coordinator: AccountViewer

/** For the tests of a file, before all of them. */
export async function openRoster(): Promise<void> {
  services = await createServices('2026-11-22T12:00:00Z')
  coordinator = await createViewer(services, 'coordinator')
}

export async function newDoctor(
  specialties: Specialty[] = ['generalPractice'],
): Promise<AccountViewer & { expertId: string }> {
  const viewer = await createViewer(services, 'doctor', { specialties })
  if (viewer.expertId === undefined) throw new Error('a doctor without an entry')
  return { ...viewer, expertId: viewer.expertId }
}

export function shiftOf(expertId: string, change: Partial<NewShift> = {}): NewShift {
  return {
    idempotencyKey: crypto.randomUUID(),
    expertId,
    date: '2026-11-23',
    startsAtLocal: '14:00',
    endsAtLocal: '23:00',
    timeZone: 'Asia/Shanghai',
    slotMinutes: 30,
    ...change,
  }
}

export const stretch = { from: '2026-11-23T00:00:00Z', until: '2026-11-30T00:00:00Z' }
