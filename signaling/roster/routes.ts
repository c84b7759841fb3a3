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
} from './contract.ts'
import { endDuty, readDuty, resumeDuty, startDuty, takeBreak } from './duty.ts'
import { addPattern, readPatterns, removePattern } from './patterns.ts'
import { addShift, cancelShift, readMyShifts, readRoster, restoreShift } from './service.ts'

const tags = ['roster']
const CancelQuery = closed({ appointments: Type.Optional(oneOf(['cancel'])) })

export function rosterRoutes(app: App, dependencies: Dependencies): void {
  shiftRoutes(app, dependencies)
  patternRoutes(app, dependencies)
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
      config: { access: rosterAccess.change },
      schema: { tags, summary: 'Give an expert a shift', body: NewShift, response: { 201: Shift } },
    },
    async (request, reply) => reply.code(201).send(await addShift(dependencies, accountOf(request), request.body)),
  )

  app.delete(
    '/api/shifts/:id',
    {
      config: { access: rosterAccess.change },
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
      config: { access: rosterAccess.change },
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
      config: { access: rosterAccess.change },
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
    ['start', 'Go on duty', startDuty],
    ['pause', 'Take no further patient for now', takeBreak],
    ['resume', 'Take patients again', resumeDuty],
    ['end', 'Go off duty', endDuty],
  ] as const
  for (const [name, summary, step] of steps) {
    app.post(
      `/api/duty/${name}`,
      { config: { access: rosterAccess.serve }, schema: { tags, summary, response: { 200: DutyState } } },
      (request) => step(dependencies, accountOf(request)),
    )
  }
}
