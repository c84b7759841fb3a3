import { beforeAll } from 'vitest'
import type { AccountViewer } from '../../signaling/access.ts'
import type { Dependencies } from '../../signaling/dependencies.ts'
import type { NewShift } from '../../signaling/roster/contract.ts'
import type { Specialty } from '../../signaling/shapes.ts'
import { openHospital, type TestHospital } from '../support/hospital.ts'
import { addCoordinator, addDoctor, type Doctor } from '../support/people.ts'

export let hospital: TestHospital & { readonly there: Dependencies }

export let coordinator: AccountViewer

/** For the tests of a file. */
export function openRoster(): void {
  hospital = openHospital({ now: '2026-11-22T12:00:00Z', there: true })
  beforeAll(async () => {
    coordinator = await addCoordinator(hospital)
  })
}

export const newDoctor = (specialties: Specialty[] = ['generalPractice']): Promise<Doctor> =>
  addDoctor(hospital, { specialties })

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
