import type { Dependencies } from '../dependencies.ts'
import { accountOf, type App } from '../routes.ts'
import { serve } from '../serving.ts'
import { panelAccess } from './access.ts'
import { panelApi } from './contract.ts'
import { disableStaff, enableStaff } from './staff.ts'
import { addExpert, changeExpert, readExperts, readPanel } from './service.ts'

export function panelRoutes(app: App, dependencies: Dependencies): void {
  serve(app, 'panel', panelApi, {
    'GET /api/experts': { access: panelAccess.manage, answer: () => readExperts(dependencies) },
    'POST /api/experts': {
      access: panelAccess.manage,
      answer: (request) => addExpert(dependencies, accountOf(request), request.body),
    },
    'PATCH /api/experts/:id': {
      access: panelAccess.manage,
      answer: (request) => changeExpert(dependencies, request.params.id, request.body),
    },
    'POST /api/staff/:id/disable': {
      access: panelAccess.manage,
      answer: (request) =>
        disableStaff(dependencies, accountOf(request), request.params.id, request.query.appointments === 'cancel'),
    },
    'POST /api/staff/:id/enable': {
      access: panelAccess.manage,
      answer: (request) => enableStaff(dependencies, accountOf(request), request.params.id),
    },
    'GET /api/panel': { access: panelAccess.read, answer: () => readPanel(dependencies) },
  })
}
