import '@fastify/cookie'
import '@fastify/rate-limit'
import type { FastifyReply } from 'fastify'
import { Type } from 'typebox'
import type { Dependencies } from '../dependencies.ts'
import { addressOf } from '../limits.ts'
import { accountOf, type App, meOf } from '../routes.ts'
import { serve } from '../serving.ts'
import { closed } from '../shapes.ts'
import { randomToken } from '../tokens.ts'
import { identityAccess } from './access.ts'
import { browserCookie, browserCookieOptions } from './browsers.ts'
import { identityApi } from './contract.ts'
import { checkFirstCoordinatorLink, makeFirstCoordinator } from './first-coordinator.ts'
import { addPatient, archivePatient, changePatient, readPatients } from './patients.ts'
import { changesPace } from './rules.ts'
import { changeMe, createStaff, readStaff } from './service.ts'
import { type NewSession, sessionCookie, sessionCookieOptions } from './sessions.ts'
import { requestCode, signIn, signInByLink, signOut } from './sign-in.ts'

/** An address has its own limits in the database; these are for one computer that tries many addresses. */
const codesPerComputer = { max: 20, timeWindow: '1 minute' }
const signInsPerComputer = { max: 60, timeWindow: '1 minute' }

export function identityRoutes(app: App, dependencies: Dependencies): void {
  const { publicUrl } = dependencies.settings
  const keep = (reply: FastifyReply, { token, expiresAt }: NewSession): void => {
    void reply.setCookie(sessionCookie, token, sessionCookieOptions(publicUrl, expiresAt))
  }

  serve(app, 'identity', identityApi, {
    'POST /api/sign-in/codes': {
      access: identityAccess.requestCode,
      rateLimit: codesPerComputer,
      answer: (request, reply) => {
        const browser = request.cookies[browserCookie] ?? randomToken()
        // Before the answer is known: a browser that has to wait is to be known when it asks again.
        void reply.setCookie(browserCookie, browser, browserCookieOptions(publicUrl, dependencies.clock.now()))
        return requestCode(dependencies, { browser, network: addressOf(request) }, request.body)
      },
    },
    'POST /api/sign-in': {
      access: identityAccess.signIn,
      rateLimit: signInsPerComputer,
      answer: async (request, reply) => {
        const browser = request.cookies[browserCookie]
        const { me, session } = await signIn(dependencies, request.viewer, browser, request.body)
        keep(reply, session)
        return me
      },
    },
    'POST /api/sign-out': {
      access: identityAccess.signOut,
      answer: async (request, reply) => {
        await signOut(dependencies, request.viewer)
        void reply.clearCookie(sessionCookie, sessionCookieOptions(publicUrl))
      },
    },
    'POST /api/first-coordinator': {
      access: identityAccess.makeFirstCoordinator,
      rateLimit: signInsPerComputer,
      answer: async (request, reply) => {
        const { me, session } = await makeFirstCoordinator(dependencies, request.body)
        keep(reply, session)
        return me
      },
    },
    'POST /api/first-coordinator/link': {
      access: identityAccess.makeFirstCoordinator,
      rateLimit: signInsPerComputer,
      answer: (request) => checkFirstCoordinatorLink(dependencies, request.body),
    },
    'GET /api/me': { access: identityAccess.readMe, answer: (request) => meOf(request) },
    'PATCH /api/me': {
      access: identityAccess.changeMe,
      pace: changesPace,
      answer: (request) => changeMe(dependencies, accountOf(request), request.body),
    },
    'GET /api/patients': {
      access: identityAccess.listPatients,
      answer: (request) => readPatients(dependencies, accountOf(request)),
    },
    'POST /api/patients': {
      access: identityAccess.addPatient,
      answer: (request) => addPatient(dependencies, accountOf(request), request.body),
    },
    'PATCH /api/patients/:id': {
      access: identityAccess.changePatient,
      pace: changesPace,
      answer: (request) => changePatient(dependencies, accountOf(request), request.params.id, request.body),
    },
    'DELETE /api/patients/:id': {
      access: identityAccess.archivePatient,
      answer: (request) =>
        archivePatient(dependencies, accountOf(request), request.params.id, request.query.appointments === 'cancel'),
    },
    'POST /api/staff': {
      access: identityAccess.manageStaff,
      answer: (request) => createStaff(dependencies, accountOf(request), request.body),
    },
    'GET /api/staff': { access: identityAccess.manageStaff, answer: () => readStaff(dependencies) },
  })

  app.get(
    '/sign-in/link/:token',
    {
      // Whoever only looks where a link leads doesn't use it up.
      exposeHeadRoute: false,
      config: { access: identityAccess.useLink, rateLimit: signInsPerComputer },
      schema: {
        tags: ['identity'],
        summary: 'Sign in with a single-use link',
        params: closed({ token: Type.String({ maxLength: 100 }) }),
        response: { 302: Type.Null({ description: 'to the home page, or to the sign-in page with the reason' }) },
      },
    },
    async (request, reply) => {
      const outcome = await signInByLink(dependencies, request.viewer, request.params.token)
      if (outcome === 'linkUsed') return reply.redirect('/sign-in?reason=linkUsed', 302)
      if (outcome !== 'alreadyIn') keep(reply, outcome.session)
      return reply.redirect('/', 302)
    },
  )
}
