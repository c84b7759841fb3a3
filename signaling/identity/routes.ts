import '@fastify/cookie'
import '@fastify/rate-limit'
import type { FastifyReply } from 'fastify'
import { Type } from 'typebox'
import type { Dependencies } from '../dependencies.ts'
import { addressOf } from '../limits.ts'
import { accountOf, type App, meOf } from '../routes.ts'
import { closed, IdParams } from '../shapes.ts'
import { randomToken } from '../tokens.ts'
import { identityAccess } from './access.ts'
import { browserCookie, browserCookieOptions } from './browsers.ts'
import {
  ChangeMe,
  ChangePatient,
  CodeSent,
  FirstCoordinator,
  Me,
  NewPatient,
  NewStaff,
  Patient,
  RequestCode,
  SignIn,
  Staff,
} from './contract.ts'
import { makeFirstCoordinator } from './first-coordinator.ts'
import { addPatient, archivePatient, changePatient, readPatients } from './patients.ts'
import { changeMe, createStaff, readStaff } from './service.ts'
import { type NewSession, sessionCookie, sessionCookieOptions } from './sessions.ts'
import { requestCode, signIn, signInByLink, signOut } from './sign-in.ts'

const tags = ['identity']
const Nothing = Type.Null({ description: 'done' })
/** An address has its own limits in the database; these are for one computer that tries many addresses. */
const codesPerComputer = { max: 20, timeWindow: '1 minute' }
const signInsPerComputer = { max: 60, timeWindow: '1 minute' }

export function identityRoutes(app: App, dependencies: Dependencies): void {
  const { publicUrl } = dependencies.settings
  const keep = (reply: FastifyReply, { token, expiresAt }: NewSession): void => {
    void reply.setCookie(sessionCookie, token, sessionCookieOptions(publicUrl, expiresAt))
  }

  app.post(
    '/api/sign-in/codes',
    {
      config: {
        access: identityAccess.requestCode,
        refuses: { 429: ['codeTooSoon', 'codeTooMany'] },
        rateLimit: codesPerComputer,
      },
      schema: { tags, summary: 'Send a sign-in code by e-mail', body: RequestCode, response: { 202: CodeSent } },
    },
    async (request, reply) => {
      const browser = request.cookies[browserCookie] ?? randomToken()
      // Before the answer is known: a browser that has to wait is to be known when it asks again.
      void reply.setCookie(browserCookie, browser, browserCookieOptions(publicUrl, dependencies.clock.now()))
      const asking = { browser, network: addressOf(request) }
      return reply.code(202).send(await requestCode(dependencies, asking, request.body))
    },
  )

  app.post(
    '/api/sign-in',
    {
      config: {
        access: identityAccess.signIn,
        refuses: {
          400: ['codeWrong', 'codeExpired', 'codeTooManyAttempts', 'unknownTimeZone'],
          403: ['accountDisabled'],
        },
        rateLimit: signInsPerComputer,
      },
      schema: { tags, summary: 'Sign in with a code', body: SignIn, response: { 200: Me } },
    },
    async (request, reply) => {
      const browser = request.cookies[browserCookie]
      const { me, session } = await signIn(dependencies, request.viewer, browser, request.body)
      keep(reply, session)
      return me
    },
  )

  app.post(
    '/api/sign-out',
    {
      config: { access: identityAccess.signOut },
      schema: { tags, summary: 'End this session', response: { 204: Nothing } },
    },
    async (request, reply) => {
      await signOut(dependencies, request.viewer)
      return reply.clearCookie(sessionCookie, sessionCookieOptions(publicUrl)).code(204).send(null)
    },
  )

  app.get(
    '/sign-in/link/:token',
    {
      // Whoever only looks where a link leads doesn't use it up.
      exposeHeadRoute: false,
      config: { access: identityAccess.useLink, rateLimit: signInsPerComputer },
      schema: {
        tags,
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

  app.post(
    '/api/first-coordinator',
    {
      config: {
        access: identityAccess.makeFirstCoordinator,
        refuses: { 400: ['unknownTimeZone'], 409: ['emailTaken'], 410: ['linkUsed'] },
        rateLimit: signInsPerComputer,
      },
      schema: {
        tags,
        summary: 'Make the first coordinator, by the link that the start has printed',
        body: FirstCoordinator,
        response: { 201: Me },
      },
    },
    async (request, reply) => {
      const { me, session } = await makeFirstCoordinator(dependencies, request.body)
      keep(reply, session)
      return reply.code(201).send(me)
    },
  )

  app.get(
    '/api/me',
    { config: { access: identityAccess.readMe }, schema: { tags, summary: 'Who I am', response: { 200: Me } } },
    (request) => meOf(request),
  )

  app.patch(
    '/api/me',
    {
      config: { access: identityAccess.changeMe, refuses: { 400: ['unknownTimeZone'] } },
      schema: { tags, summary: 'Change name, zone, languages or country', body: ChangeMe, response: { 200: Me } },
    },
    (request) => changeMe(dependencies, accountOf(request), request.body),
  )

  app.get(
    '/api/patients',
    {
      config: { access: identityAccess.listPatients },
      schema: { tags, summary: 'My patients', response: { 200: Type.Array(Patient) } },
    },
    (request) => readPatients(dependencies, accountOf(request)),
  )

  app.post(
    '/api/patients',
    {
      config: { access: identityAccess.addPatient, refuses: { 409: ['patientSelfExists', 'tooManyPatients'] } },
      schema: { tags, summary: 'Add a patient', body: NewPatient, response: { 201: Patient } },
    },
    async (request, reply) => reply.code(201).send(await addPatient(dependencies, accountOf(request), request.body)),
  )

  app.patch(
    '/api/patients/:id',
    {
      config: { access: identityAccess.changePatient, refuses: { 409: ['patientSelfExists'] } },
      schema: { tags, summary: 'Change a patient', params: IdParams, body: ChangePatient, response: { 200: Patient } },
    },
    (request) => changePatient(dependencies, accountOf(request), request.params.id, request.body),
  )

  app.delete(
    '/api/patients/:id',
    {
      config: { access: identityAccess.archivePatient, refuses: { 409: ['patientIsWaiting'] } },
      schema: { tags, summary: 'Archive a patient', params: IdParams, response: { 204: Nothing } },
    },
    async (request, reply) => {
      await archivePatient(dependencies, accountOf(request), request.params.id)
      return reply.code(204).send(null)
    },
  )

  app.post(
    '/api/staff',
    {
      config: { access: identityAccess.manageStaff, refuses: { 400: ['unknownTimeZone'], 409: ['emailTaken'] } },
      schema: { tags, summary: 'Create an account of staff', body: NewStaff, response: { 201: Staff } },
    },
    async (request, reply) => reply.code(201).send(await createStaff(dependencies, accountOf(request), request.body)),
  )

  app.get(
    '/api/staff',
    {
      config: { access: identityAccess.manageStaff },
      schema: { tags, summary: 'The accounts of staff', response: { 200: Type.Array(Staff) } },
    },
    () => readStaff(dependencies),
  )
}
