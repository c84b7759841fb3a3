import { closed, Uuid } from '../shapes.ts'

/**
 * POST /api/tickets/:id/assign       Assign → Ticket (coordinators: to a doctor on duty and free)
 */
export const Assign = closed({ expertId: Uuid })

export type MatchingErrorCode = 'doctorNotFree' | 'doctorLacksSpecialty'
