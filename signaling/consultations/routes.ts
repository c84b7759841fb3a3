import type { Dependencies } from '../dependencies.ts'
import { accountOf, type App } from '../routes.ts'
import { serve } from '../serving.ts'
import { consultationAccess } from './access.ts'
import { carrierRoutes } from './carrier-routes.ts'
import { sendMessage } from './chat.ts'
import { consultationsApi } from './contract.ts'
import { readMessages } from './conversation.ts'
import { guestRoutes } from './guest-routes.ts'
import { leaveConsultation } from './leaving.ts'
import { closeLink } from './links.ts'
import { readConsultation, readCurrentConsultation, readInvitations, readVisits } from './reading.ts'
import { askToEnter, decideAboutSeat, inviteParticipant } from './seats.ts'
import { declineCall, endConsultation, enterConsultation } from './service.ts'

export function consultationsRoutes(app: App, dependencies: Dependencies): void {
  serve(app, 'consultations', consultationsApi, {
    'GET /api/consultations': {
      access: consultationAccess.list,
      answer: (request) => readVisits(dependencies, accountOf(request)),
    },
    'GET /api/consultations/current': {
      access: consultationAccess.current,
      answer: (request) => readCurrentConsultation(dependencies, accountOf(request)),
    },
    'GET /api/consultations/invitations': {
      access: consultationAccess.invitations,
      answer: (request) => readInvitations(dependencies, accountOf(request)),
    },
    'GET /api/consultations/:id': {
      access: consultationAccess.view,
      answer: (request) => readConsultation(dependencies, accountOf(request), request.params.id),
    },
    'POST /api/consultations/:id/enter': {
      access: consultationAccess.enter,
      answer: (request) => enterConsultation(dependencies, accountOf(request), request.params.id),
    },
    'POST /api/consultations/:id/decline': {
      access: consultationAccess.decline,
      answer: (request) => declineCall(dependencies, accountOf(request), request.params.id),
    },
    'POST /api/consultations/:id/leave': {
      access: consultationAccess.leave,
      answer: (request) => leaveConsultation(dependencies, accountOf(request), request.params.id, request.body),
    },
    'GET /api/consultations/:id/messages': {
      access: consultationAccess.readMessages,
      answer: (request) => readMessages(dependencies, accountOf(request), request.params.id, request.query),
    },
    'POST /api/consultations/:id/messages': {
      access: consultationAccess.write,
      answer: (request) => sendMessage(dependencies, accountOf(request), request.params.id, request.body),
    },
    'POST /api/consultations/:id/participants': {
      access: consultationAccess.invite,
      answer: (request) => inviteParticipant(dependencies, accountOf(request), request.params.id, request.body),
    },
    'POST /api/consultations/:id/ask': {
      access: consultationAccess.ask,
      answer: (request) => askToEnter(dependencies, accountOf(request), request.params.id),
    },
    'POST /api/consultations/:id/participants/:participantId/admit': {
      access: consultationAccess.seat,
      answer: (request) => decideAboutSeat(dependencies, accountOf(request), request.params, 'admit'),
    },
    'POST /api/consultations/:id/participants/:participantId/refuse': {
      access: consultationAccess.seat,
      answer: (request) => decideAboutSeat(dependencies, accountOf(request), request.params, 'refuse'),
    },
    'POST /api/consultations/:id/participants/:participantId/remove': {
      access: consultationAccess.seat,
      answer: (request) => decideAboutSeat(dependencies, accountOf(request), request.params, 'remove'),
    },
    'POST /api/consultations/:id/links/:linkId/close': {
      access: consultationAccess.seat,
      answer: (request) => closeLink(dependencies, accountOf(request), request.params),
    },
    'POST /api/consultations/:id/end': {
      access: consultationAccess.end,
      answer: (request) => endConsultation(dependencies, accountOf(request), request.params.id, request.body),
    },
    'GET /api/video': {
      access: consultationAccess.findVideo,
      sameForAll: true,
      answer: () => ({ url: dependencies.carrier.url }),
    },
  })
  guestRoutes(app, dependencies)
  carrierRoutes(app, dependencies)
}
