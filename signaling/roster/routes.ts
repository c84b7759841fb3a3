import type { Dependencies } from '../dependencies.ts'
import { accountOf, type App } from '../routes.ts'
import { serve } from '../serving.ts'
import { rosterAccess } from './access.ts'
import { rosterApi } from './contract.ts'
import { endDuty, readDuty, resumeDuty, startDuty, takeBreak } from './duty.ts'
import { readUpcomingShifts } from './giving-back.ts'
import { addPattern, continuePattern, readPatterns, removePattern } from './patterns.ts'
import { addShift, cancelShift, readMyShifts, readRoster, restoreShift } from './service.ts'
import { layUnlaidShift, putAsideUnlaidShift, readUnlaidShifts, restoreUnlaidShift } from './unlaid.ts'

export function rosterRoutes(app: App, dependencies: Dependencies): void {
  serve(app, 'roster', rosterApi, {
    'GET /api/roster': {
      access: rosterAccess.read,
      answer: (request) => readRoster(dependencies, request.query),
    },
    'GET /api/my-shifts': {
      access: rosterAccess.readOwn,
      answer: (request) => readMyShifts(dependencies, accountOf(request), request.query),
    },
    'POST /api/shifts': {
      access: rosterAccess.change,
      answer: (request) => addShift(dependencies, accountOf(request), request.body),
    },
    'DELETE /api/shifts/:id': {
      access: rosterAccess.change,
      answer: (request) => cancelShift(dependencies, request.params.id, request.query.appointments === 'cancel'),
    },
    'POST /api/shifts/:id/restore': {
      access: rosterAccess.change,
      answer: (request) => restoreShift(dependencies, request.params.id),
    },
    'GET /api/staff/:id/upcoming-shifts': {
      access: rosterAccess.change,
      answer: (request) => readUpcomingShifts(dependencies, request.params.id),
    },
    'GET /api/shift-patterns': { access: rosterAccess.read, answer: () => readPatterns(dependencies) },
    'POST /api/shift-patterns': {
      access: rosterAccess.change,
      answer: (request) => addPattern(dependencies, accountOf(request), request.body),
    },
    'DELETE /api/shift-patterns/:id': {
      access: rosterAccess.change,
      answer: (request) => removePattern(dependencies, request.params.id),
    },
    'POST /api/shift-patterns/:id/extend': {
      access: rosterAccess.change,
      answer: (request) => continuePattern(dependencies, request.params.id),
    },
    'GET /api/unlaid-shifts': { access: rosterAccess.change, answer: () => readUnlaidShifts(dependencies) },
    'POST /api/unlaid-shifts/:id/lay': {
      access: rosterAccess.change,
      answer: (request) => layUnlaidShift(dependencies, accountOf(request), request.params.id),
    },
    'DELETE /api/unlaid-shifts/:id': {
      access: rosterAccess.change,
      answer: (request) => putAsideUnlaidShift(dependencies, accountOf(request), request.params.id),
    },
    'POST /api/unlaid-shifts/:id/restore': {
      access: rosterAccess.change,
      answer: (request) => restoreUnlaidShift(dependencies, request.params.id),
    },
    'GET /api/duty': { access: rosterAccess.serve, answer: (request) => readDuty(dependencies, accountOf(request)) },
    'POST /api/duty/start': {
      access: rosterAccess.serve,
      answer: (request) => startDuty(dependencies, accountOf(request)),
    },
    'POST /api/duty/pause': {
      access: rosterAccess.serve,
      answer: (request) => takeBreak(dependencies, accountOf(request)),
    },
    'POST /api/duty/resume': {
      access: rosterAccess.serve,
      answer: (request) => resumeDuty(dependencies, accountOf(request)),
    },
    'POST /api/duty/end': {
      access: rosterAccess.serve,
      answer: (request) => endDuty(dependencies, accountOf(request)),
    },
  })
}
