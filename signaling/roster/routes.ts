import { Type } from 'typebox'
import type { Dependencies } from '../dependencies.ts'
import { accountOf, type App } from '../routes.ts'
import { closed, IdParams, oneOf } from '../shapes.ts'
import { rosterAccess } from './access.ts'
import {
  CancelledShift,
  DutyState,
  LaidPattern,
  NewShift,
  NewShiftPattern,
  RosterQuery,
  RosterWeek,
  Shift,
  ShiftPattern,
  UnlaidShift,
} from './contract.ts'
import { endDuty, readDuty, resumeDuty, startDuty, takeBreak } from './duty.ts'
import { addPattern, continuePattern, readPatterns, removePattern } from './patterns.ts'
import { addShift, cancelShift, readMyShifts, readRoster, restoreShift } from './service.ts'
import { layUnlaidShift, putAsideUnlaidShift, readUnlaidShifts, restoreUnlaidShift } from './unlaid.ts'

const tags = ['roster']
const Done = Type.Null({ description: 'done' })
const CancelQuery = closed({ appointments: Type.Optional(oneOf(['cancel'])) })

export function rosterRoutes(app: App, dependencies: Dependencies): void {
  shiftRoutes(app, dependencies)
  patternRoutes(app, dependencies)
  unlaidRoutes(app, dependencies)
  dutyRoutes(app, dependencies)
}

function shiftRoutes(app: App, dependencies: Dependencies): void {
  app.get(
    '/api/roster',
    {
      config: { access: rosterAccess.read },
      schema: {
        tags,
        summary: 'Who works when, and the gaps',
        querystring: RosterQuery,
        response: { 200: RosterWeek },
      },
    },
    (request) => readRoster(dependencies, request.query),
  )

  app.get(
    '/api/my-shifts',
    {
      config: { access: rosterAccess.readOwn },
      schema: { tags, summary: 'My shifts', querystring: RosterQuery, response: { 200: Type.Array(Shift) } },
    },
    (request) => readMyShifts(dependencies, accountOf(request), request.query),
  )

  app.post(
    '/api/shifts',
    {
      config: {
        access: rosterAccess.change,
        refuses: {
          400: ['shiftTooLong', 'localTimeSkipped', 'shiftInPast', 'shiftTooFarAhead', 'unknownTimeZone'],
          404: ['notFound'],
          409: ['shiftOverlaps'],
        },
      },
      schema: { tags, summary: 'Give an expert a shift', body: NewShift, response: { 201: Shift } },
    },
    async (request, reply) => reply.code(201).send(await addShift(dependencies, accountOf(request), request.body)),
  )

  app.delete(
    '/api/shifts/:id',
    {
      config: {
        access: rosterAccess.change,
        refuses: { 409: ['shiftInPast', 'shiftHasDuty', 'shiftHasAppointments'] },
      },
      schema: {
        tags,
        summary: 'Cancel a shift',
        params: IdParams,
        querystring: CancelQuery,
        response: { 200: CancelledShift },
      },
    },
    (request) => cancelShift(dependencies, request.params.id, request.query.appointments === 'cancel'),
  )

  app.post(
    '/api/shifts/:id/restore',
    {
      config: { access: rosterAccess.change, refuses: { 409: ['shiftInPast', 'shiftOverlaps'] } },
      schema: { tags, summary: 'Undo the cancellation of a shift', params: IdParams, response: { 200: Shift } },
    },
    (request) => restoreShift(dependencies, request.params.id),
  )
}

function patternRoutes(app: App, dependencies: Dependencies): void {
  app.get(
    '/api/shift-patterns',
    {
      config: { access: rosterAccess.read },
      schema: { tags, summary: 'The weekly patterns', response: { 200: Type.Array(ShiftPattern) } },
    },
    () => readPatterns(dependencies),
  )

  app.post(
    '/api/shift-patterns',
    {
      config: {
        access: rosterAccess.change,
        refuses: { 400: ['shiftTooLong', 'shiftInPast', 'shiftTooFarAhead', 'unknownTimeZone'], 404: ['notFound'] },
      },
      schema: { tags, summary: 'Lay a weekly pattern', body: NewShiftPattern, response: { 201: LaidPattern } },
    },
    async (request, reply) => reply.code(201).send(await addPattern(dependencies, accountOf(request), request.body)),
  )

  app.delete(
    '/api/shift-patterns/:id',
    {
      config: { access: rosterAccess.change },
      schema: { tags, summary: 'End a weekly pattern', params: IdParams, response: { 200: CancelledShift } },
    },
    (request) => removePattern(dependencies, request.params.id),
  )

  app.post(
    '/api/shift-patterns/:id/extend',
    {
      config: { access: rosterAccess.change },
      schema: { tags, summary: 'Lay a pattern ahead at once', params: IdParams, response: { 200: LaidPattern } },
    },
    (request) => continuePattern(dependencies, request.params.id),
  )
}

function unlaidRoutes(app: App, dependencies: Dependencies): void {
  app.get(
    '/api/unlaid-shifts',
    {
      config: { access: rosterAccess.change },
      schema: { tags, summary: 'Days that patterns had to leave out', response: { 200: Type.Array(UnlaidShift) } },
    },
    () => readUnlaidShifts(dependencies),
  )

  app.post(
    '/api/unlaid-shifts/:id/lay',
    {
      config: { access: rosterAccess.change, refuses: { 409: ['shiftInPast', 'shiftOverlaps'] } },
      schema: { tags, summary: 'Lay a left-out day after all', params: IdParams, response: { 201: Shift } },
    },
    async (request, reply) =>
      reply.code(201).send(await layUnlaidShift(dependencies, accountOf(request), request.params.id)),
  )

  app.delete(
    '/api/unlaid-shifts/:id',
    {
      config: { access: rosterAccess.change },
      schema: { tags, summary: 'Keep a left-out day free', params: IdParams, response: { 204: Done } },
    },
    async (request, reply) => {
      await putAsideUnlaidShift(dependencies, accountOf(request), request.params.id)
      return reply.code(204).send(null)
    },
  )

  app.post(
    '/api/unlaid-shifts/:id/restore',
    {
      config: { access: rosterAccess.change },
      schema: { tags, summary: 'Show a left-out day again', params: IdParams, response: { 204: Done } },
    },
    async (request, reply) => {
      await restoreUnlaidShift(dependencies, request.params.id)
      return reply.code(204).send(null)
    },
  )
}

function dutyRoutes(app: App, dependencies: Dependencies): void {
  app.get(
    '/api/duty',
    {
      config: { access: rosterAccess.serve },
      schema: { tags, summary: 'My duty', response: { 200: DutyState } },
    },
    (request) => readDuty(dependencies, accountOf(request)),
  )

  const steps = [
    ['start', 'Go on duty', startDuty, 'noShiftNow'],
    ['pause', 'Take no further patient for now', takeBreak, 'notOnDuty'],
    ['resume', 'Take patients again', resumeDuty, 'notOnDuty'],
    ['end', 'Go off duty', endDuty, 'stillInConsultation'],
  ] as const
  for (const [name, summary, step, refusal] of steps) {
    app.post(
      `/api/duty/${name}`,
      {
        config: { access: rosterAccess.serve, refuses: { 409: [refusal] } },
        schema: { tags, summary, response: { 200: DutyState } },
      },
      (request) => step(dependencies, accountOf(request)),
    )
  }
}
