import '@fastify/cookie'
import type { Dependencies } from '../dependencies.ts'
import { type App, guestOf } from '../routes.ts'
import { serve } from '../serving.ts'
import { consultationAccess } from './access.ts'
import { sendMessage } from './chat.ts'
import { readMessages } from './conversation.ts'
import { guestApi } from './guest-contract.ts'
import { askAsGuest, openGuestLink } from './guest-visit.ts'
import { guestCookie, guestCookieOptions } from './guests.ts'
import { readAsGuest } from './reading.ts'
import { enterConsultation } from './service.ts'

const linksPerComputer = { max: 30, timeWindow: '1 minute' }

export function guestRoutes(app: App, dependencies: Dependencies): void {
  serve(app, 'guests', guestApi, {
    'POST /api/guest/session': {
      access: consultationAccess.openLink,
      rateLimit: linksPerComputer,
      answer: async (request, reply) => {
        const { view, token, expiresAt } = await openGuestLink(dependencies, request.body, request.cookies[guestCookie])
        void reply.setCookie(guestCookie, token, guestCookieOptions(dependencies.settings.publicUrl, expiresAt))
        return view
      },
    },
    'GET /api/guest': {
      access: consultationAccess.viewAsGuest,
      answer: (request) => readAsGuest(dependencies, guestOf(request)),
    },
    'POST /api/guest/ask': {
      access: consultationAccess.askAsGuest,
      answer: (request) => askAsGuest(dependencies, guestOf(request), request.body),
    },
    'POST /api/guest/enter': {
      access: consultationAccess.enterAsGuest,
      answer: (request) => enterConsultation(dependencies, guestOf(request), guestOf(request).consultationId),
    },
    'GET /api/guest/messages': {
      access: consultationAccess.readMessagesAsGuest,
      answer: (request) => readMessages(dependencies, guestOf(request), guestOf(request).consultationId, request.query),
    },
    'POST /api/guest/messages': {
      access: consultationAccess.writeAsGuest,
      answer: (request) => sendMessage(dependencies, guestOf(request), guestOf(request).consultationId, request.body),
    },
  })
}
