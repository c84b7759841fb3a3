import { notFound } from '../errors.ts'
import { definePersonalTopic, defineSharedTopic, type LiveTopic, recordOf } from '../live/topics.ts'
import { accountOf } from '../routes.ts'
import { waitingRoomAccess } from './access.ts'
import { isQueue } from './figures-store.ts'
import { theForecast } from './forecasting.ts'
import { deltaOfViews, placeInView, type QueueView, readOutlook, readQueueView } from './figures.ts'
import { readNextPlace } from './resting.ts'
import { readOwnTickets, readTicket } from './service.ts'

export const waitingRoomTopics: readonly LiveTopic[] = [
  defineSharedTopic({
    name: 'outlook',
    single: true,
    access: waitingRoomAccess.outlook,
    drawnFrom: theForecast,
    load: readOutlook,
  }),
  defineSharedTopic<'queue', QueueView>({
    name: 'queue',
    access: waitingRoomAccess.queue,
    drawnFrom: theForecast,
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
    name: 'nextPlace',
    // It is another one only with what becomes of the account's places.
    announcedAs: 'tickets',
    access: waitingRoomAccess.watchOwn,
    load: (dependencies, viewer, accountId) => readNextPlace(dependencies, accountOf({ viewer }), recordOf(accountId)),
  }),
]
