import '@fastify/cookie'
import '@fastify/rate-limit'
import type { Dependencies } from '../dependencies.ts'
import { type App, guestOf } from '../routes.ts'
import { consultationAccess } from './access.ts'
import { sendMessage } from './chat.ts'
import { readMessages } from './conversation.ts'
import { Entry, GuestAsk, GuestLink, GuestView, Message, MessagePage, MessageQuery, NewMessage } from './contract.ts'
import { askAsGuest, openGuestLink } from './guest-visit.ts'
import { guestCookie, guestCookieOptions } from './guests.ts'
import { readAsGuest } from './reading.ts'
import { enterConsultation } from './service.ts'

const tags = ['guests']
const linksPerComputer = { max: 30, timeWindow: '1 minute' }

export function guestRoutes(app: App, dependencies: Dependencies): void {
  app.post(
    '/api/guest/session',
    {
      config: {
        access: consultationAccess.openLink,
        refuses: { 404: ['linkInvalid'], 409: ['consultationOver'] },
        rateLimit: linksPerComputer,
      },
      schema: { tags, summary: 'Open the link I was sent', body: GuestLink, response: { 200: GuestView } },
    },
    async (request, reply) => {
      const { view, token, expiresAt } = await openGuestLink(dependencies, request.body, request.cookies[guestCookie])
      void reply.setCookie(guestCookie, token, guestCookieOptions(dependencies.settings.publicUrl, expiresAt))
      return view
    },
  )

  app.get(
    '/api/guest',
    {
      config: { access: consultationAccess.viewAsGuest },
      schema: { tags, summary: 'The visit I was invited to', response: { 200: GuestView } },
    },
    (request) => readAsGuest(dependencies, guestOf(request)),
  )

  app.post(
    '/api/guest/ask',
    {
      config: { access: consultationAccess.askAsGuest, refuses: { 404: ['linkInvalid'], 409: ['linkBusy'] } },
      schema: { tags, summary: 'Say who I am and ask to come in', body: GuestAsk, response: { 200: GuestView } },
    },
    (request) => askAsGuest(dependencies, guestOf(request), request.body),
  )

  app.post(
    '/api/guest/enter',
    {
      config: {
        access: consultationAccess.enterAsGuest,
        refuses: { 409: ['notAdmitted', 'callOver', 'consultationNotOpen'], 503: ['videoUnavailable'] },
      },
      schema: { tags, summary: 'Come (back) in', response: { 200: Entry } },
    },
    (request) => {
      const guest = guestOf(request)
      return enterConsultation(dependencies, guest, guest.consultationId)
    },
  )

  app.get(
    '/api/guest/messages',
    {
      config: { access: consultationAccess.readMessagesAsGuest },
      schema: {
        tags,
        summary: 'What was written, the last or before a message',
        querystring: MessageQuery,
        response: { 200: MessagePage },
      },
    },
    (request) => {
      const guest = guestOf(request)
      return readMessages(dependencies, guest, guest.consultationId, request.query)
    },
  )

  app.post(
    '/api/guest/messages',
    {
      config: { access: consultationAccess.writeAsGuest, refuses: { 409: ['notAdmitted'], 429: ['writeSlower'] } },
      schema: { tags, summary: 'Write to the others', body: NewMessage, response: { 201: Message } },
    },
    async (request, reply) => {
      const guest = guestOf(request)
      return reply.code(201).send(await sendMessage(dependencies, guest, guest.consultationId, request.body))
    },
  )
}
