import type { Dependencies } from '../dependencies.ts'
import { accountOf, type App } from '../routes.ts'
import { IdParams } from '../shapes.ts'
import { Ticket } from '../waiting-room/contract.ts'
import { matchingAccess } from './access.ts'
import { assignTicket } from './assigning.ts'
import { Assign } from './contract.ts'

const tags = ['matching']

export function matchingRoutes(app: App, dependencies: Dependencies): void {
  app.post(
    '/api/tickets/:id/assign',
    {
      config: { access: matchingAccess.assign, refuses: { 409: ['doctorNotFree', 'doctorLacksSpecialty'] } },
      schema: {
        tags,
        summary: 'Give it to a doctor who is on duty and free',
        params: IdParams,
        body: Assign,
        response: { 200: Ticket },
      },
    },
    (request) => assignTicket(dependencies, accountOf(request), request.params.id, request.body),
  )
}
