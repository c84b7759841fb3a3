import { Type } from 'typebox'
import type { Dependencies } from '../dependencies.ts'
import { accountOf, type App } from '../routes.ts'
import { closed, IdParams, Uuid } from '../shapes.ts'
import { consultationAccess } from './access.ts'
import { sendMessage } from './chat.ts'
import { readMessages } from './conversation.ts'
import {
  Consultation,
  ConsultationSummary,
  CurrentConsultation,
  EndConsultation,
  Entry,
  Invitation,
  Invite,
  Invited,
  LeaveConsultation,
  Message,
  MessagePage,
  MessageQuery,
  NewMessage,
  VideoAddress,
} from './contract.ts'
import { carrierRoutes } from './carrier-routes.ts'
import { guestRoutes } from './guest-routes.ts'
import { leaveConsultation } from './leaving.ts'
import { closeLink } from './links.ts'
import { readConsultation, readCurrentConsultation, readInvitations, readVisits } from './reading.ts'
import { askToEnter, decideAboutSeat, inviteParticipant } from './seats.ts'
import { declineCall, endConsultation, enterConsultation } from './service.ts'

const tags = ['consultations']
const Nothing = Type.Null({ description: 'done' })
const SeatParams = closed({ id: Uuid, participantId: Uuid })
const LinkParams = closed({ id: Uuid, linkId: Uuid })

export function consultationsRoutes(app: App, dependencies: Dependencies): void {
  app.get(
    '/api/consultations',
    {
      config: { access: consultationAccess.list },
      schema: { tags, summary: 'My past visits', response: { 200: Type.Array(ConsultationSummary) } },
    },
    (request) => readVisits(dependencies, accountOf(request)),
  )

  app.get(
    '/api/consultations/current',
    {
      config: { access: consultationAccess.current },
      schema: {
        tags,
        summary: 'The visit I hold, and the notes that await me',
        response: { 200: CurrentConsultation },
      },
    },
    (request) => readCurrentConsultation(dependencies, accountOf(request)),
  )

  app.get(
    '/api/consultations/invitations',
    {
      config: { access: consultationAccess.invitations },
      schema: { tags, summary: 'Visits I am invited to', response: { 200: Type.Array(Invitation) } },
    },
    (request) => readInvitations(dependencies, accountOf(request)),
  )

  app.get(
    '/api/consultations/:id',
    {
      config: { access: consultationAccess.view },
      schema: { tags, summary: 'One visit', params: IdParams, response: { 200: Consultation } },
    },
    (request) => readConsultation(dependencies, accountOf(request), request.params.id),
  )

  app.post(
    '/api/consultations/:id/enter',
    {
      config: {
        access: consultationAccess.enter,
        refuses: { 409: ['notAdmitted', 'callOver', 'consultationNotOpen'], 503: ['videoUnavailable'] },
      },
      schema: { tags, summary: 'Answer the call, or come (back) in', params: IdParams, response: { 200: Entry } },
    },
    (request) => enterConsultation(dependencies, accountOf(request), request.params.id),
  )

  app.post(
    '/api/consultations/:id/decline',
    {
      config: { access: consultationAccess.decline },
      schema: { tags, summary: 'Not now: wait on', params: IdParams, response: { 204: Nothing } },
    },
    async (request, reply) => {
      await declineCall(dependencies, accountOf(request), request.params.id)
      return reply.code(204).send(null)
    },
  )

  app.post(
    '/api/consultations/:id/leave',
    {
      config: { access: consultationAccess.leave, refuses: { 409: ['doctorNotGone'] } },
      schema: {
        tags,
        summary: 'As the patient, leave for good',
        params: IdParams,
        body: LeaveConsultation,
        response: { 200: Consultation },
      },
    },
    (request) => leaveConsultation(dependencies, accountOf(request), request.params.id, request.body),
  )

  app.get(
    '/api/consultations/:id/messages',
    {
      config: { access: consultationAccess.readMessages },
      schema: {
        tags,
        summary: 'What was written, the last or before a message',
        params: IdParams,
        querystring: MessageQuery,
        response: { 200: MessagePage },
      },
    },
    (request) => readMessages(dependencies, accountOf(request), request.params.id, request.query),
  )

  app.post(
    '/api/consultations/:id/messages',
    {
      config: { access: consultationAccess.write, refuses: { 409: ['notAdmitted'], 429: ['writeSlower'] } },
      schema: { tags, summary: 'Write to the others', params: IdParams, body: NewMessage, response: { 201: Message } },
    },
    async (request, reply) =>
      reply.code(201).send(await sendMessage(dependencies, accountOf(request), request.params.id, request.body)),
  )

  app.post(
    '/api/consultations/:id/participants',
    {
      config: {
        access: consultationAccess.invite,
        refuses: { 400: ['inviteNeedsExpert', 'inviteNeedsName'], 409: ['roomFull', 'alreadyInvited'] },
      },
      schema: {
        tags,
        summary: 'Invite an expert, interpreter or relative',
        params: IdParams,
        body: Invite,
        response: { 201: Invited },
      },
    },
    async (request, reply) =>
      reply.code(201).send(await inviteParticipant(dependencies, accountOf(request), request.params.id, request.body)),
  )

  app.post(
    '/api/consultations/:id/ask',
    {
      config: { access: consultationAccess.ask },
      schema: {
        tags,
        summary: 'As an invited expert, ask to come in',
        params: IdParams,
        response: { 200: Invitation },
      },
    },
    (request) => askToEnter(dependencies, accountOf(request), request.params.id),
  )

  const summaries = { admit: 'Let somebody in', refuse: 'Turn somebody away', remove: 'Put somebody out' } as const
  for (const change of ['admit', 'refuse', 'remove'] as const) {
    app.post(
      `/api/consultations/:id/participants/:participantId/${change}`,
      {
        config: { access: consultationAccess.seat, refuses: { 409: ['notAsking', 'roomFull'] } },
        schema: { tags, summary: summaries[change], params: SeatParams, response: { 200: Consultation } },
      },
      (request) => decideAboutSeat(dependencies, accountOf(request), request.params, change),
    )
  }

  app.post(
    '/api/consultations/:id/links/:linkId/close',
    {
      config: { access: consultationAccess.seat },
      schema: {
        tags,
        summary: 'Close a link that is in the wrong hands',
        params: LinkParams,
        response: { 200: Consultation },
      },
    },
    (request) => closeLink(dependencies, accountOf(request), request.params),
  )

  app.post(
    '/api/consultations/:id/end',
    {
      config: { access: consultationAccess.end },
      schema: {
        tags,
        summary: 'End the visit for everybody',
        params: IdParams,
        body: EndConsultation,
        response: { 200: Consultation },
      },
    },
    (request) => endConsultation(dependencies, accountOf(request), request.params.id, request.body),
  )

  app.get(
    '/api/video',
    {
      config: { access: consultationAccess.findVideo, sameForAll: true },
      schema: { tags, summary: 'Where the video comes from', response: { 200: VideoAddress } },
    },
    () => ({ url: dependencies.carrier.url }),
  )

  guestRoutes(app, dependencies)
  carrierRoutes(app, dependencies)
}
