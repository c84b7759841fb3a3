import { Type } from 'typebox'
import type { Dependencies } from '../dependencies.ts'
import { accountOf, type App } from '../routes.ts'
import { IdParams } from '../shapes.ts'
import { waitingRoomAccess } from './access.ts'
import { LeaveTicket, MoveTicket, NewTicket, Outlook, Ticket, Triage } from './contract.ts'
import { readOutlook } from './figures.ts'
import {
  callAgain,
  enterWaitingRoom,
  leaveWaitingRoom,
  moveTicket,
  readOwnTickets,
  readTicket,
  resumePlace,
  triageTicket,
} from './service.ts'

const tags = ['waiting room']

export function waitingRoomRoutes(app: App, dependencies: Dependencies): void {
  app.get(
    '/api/outlook',
    {
      config: { access: waitingRoomAccess.outlook },
      schema: { tags, summary: 'How many doctors are on duty and how long one waits', response: { 200: Outlook } },
    },
    () => readOutlook(dependencies),
  )
  app.post(
    '/api/tickets',
    {
      config: {
        access: waitingRoomAccess.enter,
        refuses: {
          409: [
            'alreadyWaiting',
            'tooManyPatientsWaiting',
            'appointmentNotBooked',
            'appointmentOver',
            'appointmentTooEarly',
          ],
        },
      },
      schema: { tags, summary: 'Take a place for a patient', body: NewTicket, response: { 201: Ticket } },
    },
    async (request, reply) =>
      reply.code(201).send(await enterWaitingRoom(dependencies, accountOf(request), request.body)),
  )
  app.get(
    '/api/tickets',
    {
      config: { access: waitingRoomAccess.listOwn },
      schema: { tags, summary: "The places one's patients hold", response: { 200: Type.Array(Ticket) } },
    },
    (request) => readOwnTickets(dependencies, accountOf(request), accountOf(request).accountId),
  )
  app.get(
    '/api/tickets/:id',
    {
      config: { access: waitingRoomAccess.read },
      schema: { tags, summary: 'One place', params: IdParams, response: { 200: Ticket } },
    },
    (request) => readTicket(dependencies, accountOf(request), request.params.id),
  )
  app.post(
    '/api/tickets/:id/leave',
    {
      config: { access: waitingRoomAccess.leave },
      schema: { tags, summary: 'Give a place up', params: IdParams, body: LeaveTicket, response: { 200: Ticket } },
    },
    (request) => leaveWaitingRoom(dependencies, accountOf(request), request.params.id, request.body),
  )
  app.post(
    '/api/tickets/:id/ready',
    {
      config: { access: waitingRoomAccess.resume },
      schema: { tags, summary: 'Be called again after "not now"', params: IdParams, response: { 200: Ticket } },
    },
    (request) => resumePlace(dependencies, accountOf(request), request.params.id),
  )
  app.post(
    '/api/tickets/:id/move',
    {
      config: { access: waitingRoomAccess.move },
      schema: {
        tags,
        summary: 'Go to general practice instead',
        params: IdParams,
        body: MoveTicket,
        response: { 200: Ticket },
      },
    },
    (request) => moveTicket(dependencies, accountOf(request), request.params.id, request.body),
  )
  app.post(
    '/api/tickets/:id/triage',
    {
      config: { access: waitingRoomAccess.triage },
      schema: {
        tags,
        summary: 'Say which specialty it is for, and how urgent',
        params: IdParams,
        body: Triage,
        response: { 200: Ticket },
      },
    },
    (request) => triageTicket(dependencies, accountOf(request), request.params.id, request.body),
  )
  app.post(
    '/api/tickets/:id/call',
    {
      config: { access: waitingRoomAccess.callAgain },
      schema: { tags, summary: 'Offer it again at once', params: IdParams, response: { 200: Ticket } },
    },
    (request) => callAgain(dependencies, accountOf(request), request.params.id),
  )
}
