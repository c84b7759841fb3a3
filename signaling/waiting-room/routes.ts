import type { Dependencies } from '../dependencies.ts'
import { accountOf, type App } from '../routes.ts'
import { serve } from '../serving.ts'
import { waitingRoomAccess } from './access.ts'
import { clearPlaces, readPlacesOfAccount } from './clearing.ts'
import { waitingRoomApi } from './contract.ts'
import { readRecentOutlook } from './figures.ts'
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

export function waitingRoomRoutes(app: App, dependencies: Dependencies): void {
  serve(app, 'waiting room', waitingRoomApi, {
    'GET /api/outlook': { access: waitingRoomAccess.outlook, answer: () => readRecentOutlook(dependencies) },
    'POST /api/tickets': {
      access: waitingRoomAccess.enter,
      answer: (request) => enterWaitingRoom(dependencies, accountOf(request), request.body),
    },
    'GET /api/tickets': {
      access: waitingRoomAccess.listOwn,
      answer: (request) => readOwnTickets(dependencies, accountOf(request), accountOf(request).accountId),
    },
    'GET /api/tickets/:id': {
      access: waitingRoomAccess.read,
      answer: (request) => readTicket(dependencies, accountOf(request), request.params.id),
    },
    'POST /api/tickets/:id/leave': {
      access: waitingRoomAccess.leave,
      answer: (request) => leaveWaitingRoom(dependencies, accountOf(request), request.params.id, request.body),
    },
    'POST /api/tickets/:id/ready': {
      access: waitingRoomAccess.resume,
      answer: (request) => resumePlace(dependencies, accountOf(request), request.params.id),
    },
    'POST /api/tickets/:id/move': {
      access: waitingRoomAccess.move,
      answer: (request) => moveTicket(dependencies, accountOf(request), request.params.id, request.body),
    },
    'POST /api/tickets/:id/triage': {
      access: waitingRoomAccess.triage,
      answer: (request) => triageTicket(dependencies, accountOf(request), request.params.id, request.body),
    },
    'GET /api/tickets/:id/places': {
      access: waitingRoomAccess.clear,
      answer: (request) => readPlacesOfAccount(dependencies, request.params.id),
    },
    'POST /api/tickets/:id/places/clear': {
      access: waitingRoomAccess.clear,
      answer: (request) => clearPlaces(dependencies, accountOf(request), request.params.id, request.body),
    },
    'POST /api/tickets/:id/call': {
      access: waitingRoomAccess.callAgain,
      answer: (request) => callAgain(dependencies, accountOf(request), request.params.id),
    },
  })
}
