import { defineAccess } from '../access.ts'

export const matchingAccess = defineAccess('matching', {
  assign: { who: { coordinator: ['any'] }, while: ['waiting'], otherwise: 'ticketNotWaiting' },
})
