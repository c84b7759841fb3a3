import { defineAccess } from '../access.ts'

const everyAccount = { compatriot: ['any'], doctor: ['any'], coordinator: ['any'] }

/** `owner`: the account that the ticket's patient belongs to. */
export const waitingRoomAccess = defineAccess('waitingRoom', {
  outlook: { who: everyAccount },
  queue: { who: everyAccount },
  enter: { who: { compatriot: ['owner'] } },
  listOwn: { who: { compatriot: ['any'] } },
  watchOwn: { who: { compatriot: ['owner'] } },
  read: { who: { compatriot: ['owner'], coordinator: ['any'] } },
  leave: {
    who: { compatriot: ['owner'], coordinator: ['any'] },
    while: ['waiting', 'called'],
    otherwise: 'ticketNotWaiting',
  },
  resume: { who: { compatriot: ['owner'] }, while: ['waiting'], otherwise: 'ticketNotWaiting' },
  move: { who: { compatriot: ['owner'] }, while: ['waiting'], otherwise: 'ticketNotWaiting' },
  triage: { who: { coordinator: ['any'] }, while: ['waiting'], otherwise: 'ticketNotWaiting' },
  clear: { who: { coordinator: ['any'] } },
  callAgain: { who: { coordinator: ['any'] }, while: ['waiting'], otherwise: 'ticketNotWaiting' },
})
