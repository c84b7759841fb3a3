import { notFound } from '../errors.ts'
import { definePersonalTopic, defineSharedTopic, type LiveTopic, recordOf } from '../live/topics.ts'
import { accountOf, guestOf } from '../routes.ts'
import { consultationAccess } from './access.ts'
import { allowFollower, readFollowed, showNew, showPage, type Told } from './conversation.ts'
import { readAsGuest, readConsultation, readCurrentConsultation, readInvitations } from './reading.ts'

export const consultationsTopics: readonly LiveTopic[] = [
  definePersonalTopic({
    name: 'consultation',
    access: consultationAccess.view,
    load: async (dependencies, viewer, id) => await readConsultation(dependencies, accountOf({ viewer }), recordOf(id)),
  }),
  defineSharedTopic<'conversation', Told>({
    name: 'conversation',
    access: consultationAccess.follow,
    load: async (dependencies, id, previous) => await readFollowed(dependencies, recordOf(id), previous),
    admit: allowFollower,
    snapshot: showPage,
    delta: (_told, next) => showNew(next),
  }),
  definePersonalTopic({
    name: 'currentConsultation',
    access: consultationAccess.current,
    load: async (dependencies, viewer, id) =>
      await readCurrentConsultation(dependencies, accountOf({ viewer }), recordOf(id)),
  }),
  definePersonalTopic({
    name: 'invitations',
    access: consultationAccess.invitations,
    load: async (dependencies, viewer, id) => await readInvitations(dependencies, accountOf({ viewer }), recordOf(id)),
  }),
  definePersonalTopic({
    name: 'guest',
    access: consultationAccess.viewAsGuest,
    async load(dependencies, viewer, id) {
      const guest = guestOf({ viewer })
      if (id !== (guest.seatId ?? guest.invitationId)) throw notFound()
      return await readAsGuest(dependencies, guest)
    },
  }),
]
