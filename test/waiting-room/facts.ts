import type { DoctorOnDuty, WaitingTicket } from '../../signaling/waiting-room/rules/eligibility.ts'
import { queueKey } from '../../signaling/waiting-room/rules/order.ts'

/** When it is, for what is pure. */
export const now = Temporal.Instant.from('2026-03-29T10:00:00Z')

export const minutesAgo = (minutes: number) => now.subtract({ minutes })

export const inMinutes = (minutes: number) => now.add({ minutes })

/** Somebody who has waited ten minutes for general practice and speaks Mandarin, unless said otherwise. */
export function ticket(over: Partial<WaitingTicket> & { id?: number } = {}): WaitingTicket {
  const { id = 1, ...rest } = over
  const base = {
    ticketId: `ticket-${id}`,
    patientId: `patient-${id}`,
    queue: 'generalPractice',
    languages: ['cmn'],
    interpreterWanted: false,
    urgency: 'routine',
    triaged: false,
    arrivedAt: minutesAgo(10),
    notBefore: minutesAgo(10),
    expertId: null,
    firstSince: null,
    birthDate: null,
    ...rest,
  } satisfies Omit<WaitingTicket, 'queueKey'>
  return { queueKey: queueKey({ ...base, number: id }), ...base, ...rest }
}

/** A free doctor whom that ticket may meet, unless said otherwise. */
export function doctor(over: Partial<DoctorOnDuty> & { id?: number } = {}): DoctorOnDuty {
  const { id = 1, ...rest } = over
  return {
    expertId: `expert-${id}`,
    specialties: ['generalPractice'],
    languages: [{ language: 'cmn', proficiency: 'native' }],
    shiftEndsAt: inMinutes(240),
    free: true,
    visits: 0,
    idleSince: minutesAgo(30),
    ...rest,
  }
}
