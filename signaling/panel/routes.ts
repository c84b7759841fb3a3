import { Type } from 'typebox'
import type { Dependencies } from '../dependencies.ts'
import { accountOf, type App } from '../routes.ts'
import { IdParams } from '../shapes.ts'
import { panelAccess } from './access.ts'
import { ChangeExpert, Expert, NewExpert, PublicExpert } from './contract.ts'
import { addExpert, changeExpert, readExperts, readPanel } from './service.ts'

const tags = ['panel']

export function panelRoutes(app: App, dependencies: Dependencies): void {
  app.get(
    '/api/experts',
    {
      config: { access: panelAccess.manage },
      schema: { tags, summary: 'The panel, as coordinators keep it', response: { 200: Type.Array(Expert) } },
    },
    () => readExperts(dependencies),
  )

  app.post(
    '/api/experts',
    {
      config: { access: panelAccess.manage },
      schema: { tags, summary: 'Add an expert', body: NewExpert, response: { 201: Expert } },
    },
    async (request, reply) => reply.code(201).send(await addExpert(dependencies, accountOf(request), request.body)),
  )

  app.patch(
    '/api/experts/:id',
    {
      config: { access: panelAccess.manage },
      schema: {
        tags,
        summary: 'Change or retire an expert',
        params: IdParams,
        body: ChangeExpert,
        response: { 200: Expert },
      },
    },
    (request) => changeExpert(dependencies, request.params.id, request.body),
  )

  app.get(
    '/api/panel',
    {
      config: { access: panelAccess.read },
      schema: { tags, summary: 'Who is on the panel', response: { 200: Type.Array(PublicExpert) } },
    },
    () => readPanel(dependencies),
  )
}
