import type { Specialty, QueueName } from '../../shapes.ts'

/**
 * Minutes that a visit is expected to take, until enough of them have been held to know better. Our own assumption, on the
 * generous side of what published surveys of general practice give (Irving et al., BMJ Open 2017: 5 to 22 minutes by
 * country), longer where talking is the treatment.
 */
const expectedMinutesOf: Readonly<Record<Specialty, number>> = {
  generalPractice: 12,
  respiratory: 12,
  paediatrics: 12,
  obstetricsGynaecology: 15,
  internalMedicine: 15,
  dermatology: 10,
  tcm: 20,
  psychologicalCounselling: 40,
  psychiatry: 30,
  publicAffairs: 20,
}

export function expectedMinutes(queue: QueueName): number {
  return expectedMinutesOf[queue === 'triage' ? 'generalPractice' : queue]
}
