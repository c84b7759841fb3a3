import { defineAccess } from '../access.ts'

const open = ['called', 'inProgress'] as const

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
  enter: {
    who: { compatriot: ['owner'], doctor: ['treating', 'called', 'invited', 'admitted'] },
    while: open,
    otherwise: 'consultationOver',
  },
  decline: { who: { compatriot: ['owner'] }, while: ['called'], otherwise: 'callOver' },
  leave: { who: { compatriot: ['owner'] }, while: open, otherwise: 'consultationOver' },
  write: {
    who: { compatriot: ['owner'], doctor: ['treating', 'admitted'] },
    while: open,
    otherwise: 'consultationOver',
  },
  readMessages: { who: { compatriot: ['owner'], doctor: ['treating', 'admitted'] } },
  ask: { who: { doctor: ['invited', 'admitted'] }, while: open, otherwise: 'consultationOver' },
  invite: { who: { doctor: ['treating'] }, while: open, otherwise: 'consultationOver' },
  seat: { who: { doctor: ['treating'] }, while: open, otherwise: 'consultationOver' },
  end: { who: { doctor: ['treating', 'called'], coordinator: ['any'] }, while: open, otherwise: 'consultationOver' },
  openLink: { who: 'everybody' },
  viewAsGuest: { who: { guest: ['self'] } },
  askAsGuest: { who: { guest: ['self'] }, while: open, otherwise: 'consultationOver' },
  enterAsGuest: { who: { guest: ['self'] }, while: open, otherwise: 'consultationOver' },
  writeAsGuest: { who: { guest: ['self'] }, while: open, otherwise: 'consultationOver' },
  readMessagesAsGuest: { who: { guest: ['admitted'] } },
  /** Like the two above: the same conversation, live. */
  follow: { who: { compatriot: ['owner'], doctor: ['treating', 'admitted'], guest: ['admitted'] } },
  findVideo: { who: 'everybody' },
  reportFromCarrier: { who: 'everybody' },
})
