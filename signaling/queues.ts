import type { QueueName, Specialty } from './shapes.ts'

/**
 * The queues that experts of these specialties take from. Whoever is not sure stands in `triage`, and general practice takes from
 * it at once, in the one order of both queues: a patient loses nothing by not knowing, and needs no coordinator to be
 * awake. Until then a coordinator may say where the ticket belongs.
 */
export function queuesServedBy(specialties: readonly Specialty[]): QueueName[] {
  return specialties.includes('generalPractice') ? [...specialties, 'triage'] : [...specialties]
}
