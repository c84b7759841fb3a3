import { defineAccess } from '../access.ts'

const open = { while: ['called', 'inProgress'], otherwise: 'consultationOver' } as const
/** Seats, conversation and links come with the patient's answer. */
const underWay = {
  while: ['inProgress'],
  otherwiseWhile: { called: 'consultationNotStarted' },
  otherwise: 'consultationOver',
} as const

/**
 * Relations to a consultation. `owner`: the compatriot whose patient it is about; `treating`: the doctor who holds it;
 * `called`: the doctor of a call that was not answered, who is told that it is over and nothing else;
 * `invited`: an expert who was invited and has not been admitted; `admitted`: one who was, or a guest while the visit is open;
 * `self`: the guest of this seat.
 * Somebody refused or removed stands in none.
 */
export const consultationAccess = defineAccess('consultation', {
  list: { who: { compatriot: ['any'], doctor: ['any'] } },
  current: { who: { doctor: ['any'] } },
  invitations: { who: { doctor: ['any'] } },
  view: { who: { compatriot: ['owner'], doctor: ['treating', 'admitted'] } },
  enter: { who: { compatriot: ['owner'], doctor: ['treating', 'called', 'invited', 'admitted'] }, ...open },
  decline: { who: { compatriot: ['owner'] }, while: ['called'], otherwise: 'callOver' },
  leave: { who: { compatriot: ['owner'] }, ...open },
  write: { who: { compatriot: ['owner'], doctor: ['treating', 'admitted'] }, ...underWay },
  readMessages: { who: { compatriot: ['owner'], doctor: ['treating', 'admitted'] } },
  ask: { who: { doctor: ['invited', 'admitted'] }, ...underWay },
  invite: { who: { doctor: ['treating'] }, ...underWay },
  seat: { who: { doctor: ['treating'] }, ...underWay },
  end: { who: { doctor: ['treating', 'called'], coordinator: ['any'] }, ...open },
  openLink: { who: 'everybody' },
  viewAsGuest: { who: { guest: ['self'] } },
  askAsGuest: { who: { guest: ['self'] }, ...underWay },
  enterAsGuest: { who: { guest: ['self'] }, ...underWay },
  writeAsGuest: { who: { guest: ['self'] }, ...underWay },
  readMessagesAsGuest: { who: { guest: ['admitted'] } },
  /** Like the two above: the same conversation, live. */
  follow: { who: { compatriot: ['owner'], doctor: ['treating', 'admitted'], guest: ['admitted'] } },
  findVideo: { who: 'everybody' },
  reportFromCarrier: { who: 'everybody' },
})
