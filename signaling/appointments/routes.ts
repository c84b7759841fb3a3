import type { Dependencies } from '../dependencies.ts'
import { accountOf, type App } from '../routes.ts'
import { serve } from '../serving.ts'
import { appointmentsAccess } from './access.ts'
import { appointmentsApi } from './contract.ts'
import { answersPace, triesPace } from './rules.ts'
import { openSearch } from './searching.ts'
import { bookAppointment, cancelAppointment, readAppointments } from './service.ts'

export function appointmentsRoutes(app: App, dependencies: Dependencies): void {
  const search = openSearch(dependencies)

  serve(app, 'appointments', appointmentsApi, {
    'GET /api/slots': {
      access: appointmentsAccess.findSlots,
      pace: answersPace,
      answer: (request) => search(accountOf(request), request.query),
    },
    'POST /api/appointments': {
      access: appointmentsAccess.book,
      pace: triesPace,
      answer: (request) => bookAppointment(dependencies, accountOf(request), request.body),
    },
    'GET /api/appointments': {
      access: appointmentsAccess.list,
      answer: (request) => readAppointments(dependencies, accountOf(request)),
    },
    'POST /api/appointments/:id/cancel': {
      access: appointmentsAccess.cancel,
      answer: (request) => cancelAppointment(dependencies, accountOf(request), request.params.id),
    },
  })
}
