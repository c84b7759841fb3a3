import { declareRoutes } from '../declaring.ts'
import { closed, Uuid } from '../shapes.ts'
import { Ticket } from '../waiting-room/contract.ts'

export const Assign = closed({ expertId: Uuid })

export const matchingApi = declareRoutes({
  'POST /api/tickets/:id/assign': {
    summary: 'Give it to a doctor who is on duty and free',
    body: Assign,
    answer: { 200: Ticket },
    refuses: { 409: ['doctorNotFree', 'doctorLacksSpecialty'] },
  },
})

export type MatchingErrorCode = 'doctorNotFree' | 'doctorLacksSpecialty'
