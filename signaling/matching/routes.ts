import type { Dependencies } from '../dependencies.ts'
import { accountOf, type App } from '../routes.ts'
import { serve } from '../serving.ts'
import { matchingAccess } from './access.ts'
import { assignTicket } from './assigning.ts'
import { matchingApi } from './contract.ts'

export function matchingRoutes(app: App, dependencies: Dependencies): void {
  serve(app, 'matching', matchingApi, {
    'POST /api/tickets/:id/assign': {
      access: matchingAccess.assign,
      answer: (request) => assignTicket(dependencies, accountOf(request), request.params.id, request.body),
    },
  })
}
