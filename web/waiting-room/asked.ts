import type { Draft } from './draft.ts'

/** The telling's questions, in the order in which they are asked. */
export const order = ['patient', 'complaint', 'flags', 'specialty', 'last'] as const
export type Step = (typeof order)[number]

/** What this telling asks: of an appointment it is known whom it is for and which specialty. */
export function askedOf({ booked, asksWhom }: { booked: boolean; asksWhom: boolean }): readonly Step[] {
  return order.filter((step) => {
    if (step === 'patient') return !booked && asksWhom
    return step !== 'specialty' || !booked
  })
}

export function isAnswered(step: Step, draft: Draft, country: string | undefined): boolean {
  switch (step) {
    case 'patient':
      return draft.patientId !== undefined
    case 'complaint':
      return draft.complaint.trim() !== ''
    case 'flags':
      return draft.flagsAnswered
    case 'specialty':
      return draft.specialty !== undefined
    case 'last':
      return country !== undefined && draft.languages.length > 0
  }
}
