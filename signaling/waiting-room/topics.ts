import { notFound } from '../errors.ts'
import { definePersonalTopic, defineSharedTopic, type LiveTopic, recordOf } from '../live/topics.ts'
import { accountOf } from '../routes.ts'
import { waitingRoomAccess } from './access.ts'
import { readBoard, readDoctorQueue } from './board.ts'
import { deltaOfViews, placeInView, type QueueView, readOutlook, readQueueView } from './figures.ts'
import { isQueue } from './figures-store.ts'
import { readOwnTickets, readTicket } from './service.ts'

export const waitingRoomTopics: readonly LiveTopic[] = [
  defineSharedTopic({ name: 'outlook', access: waitingRoomAccess.outlook, load: readOutlook }),
  defineSharedTopic({ name: 'board', access: waitingRoomAccess.board, load: readBoard }),
  defineSharedTopic<QueueView>({
    name: 'queue',
    access: waitingRoomAccess.queue,
    async load(dependencies, queue) {
      if (!isQueue(queue)) throw notFound()
      return await readQueueView(dependencies, queue)
    },
    snapshot: placeInView,
    delta: deltaOfViews,
  }),
  definePersonalTopic({
    name: 'ticket',
    access: waitingRoomAccess.read,
    load: (dependencies, viewer, ticketId) => readTicket(dependencies, accountOf({ viewer }), recordOf(ticketId)),
  }),
  definePersonalTopic({
    name: 'tickets',
    access: waitingRoomAccess.watchOwn,
    load: (dependencies, viewer, accountId) => readOwnTickets(dependencies, accountOf({ viewer }), recordOf(accountId)),
  }),
  definePersonalTopic({
    name: 'doctorQueue',
    access: waitingRoomAccess.doctorQueue,
    load: (dependencies, viewer, expertId) => readDoctorQueue(dependencies, accountOf({ viewer }), recordOf(expertId)),
  }),
]
