import { Type } from 'typebox'
import type { Dependencies } from '../dependencies.ts'
import { accountOf, type App } from '../routes.ts'
import { IdParams } from '../shapes.ts'
import { Staff } from '../identity/contract.ts'
import { panelAccess } from './access.ts'
import { ChangeExpert, Expert, NewExpert, PublicExpert } from './contract.ts'
import { disableStaff, enableStaff } from './staff.ts'
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
      config: {
        access: panelAccess.manage,
        refuses: {
          400: ['languageTwice', 'unknownTimeZone'],
          409: ['expertEmailIsPatient', 'emailTaken', 'expertExists'],
        },
      },
      schema: { tags, summary: 'Add an expert', body: NewExpert, response: { 201: Expert } },
    },
    async (request, reply) => reply.code(201).send(await addExpert(dependencies, accountOf(request), request.body)),
  )

  app.patch(
    '/api/experts/:id',
    {
      config: {
        access: panelAccess.manage,
        refuses: { 400: ['languageTwice', 'unknownTimeZone'], 409: ['shiftHasAppointments'] },
      },
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

  const summaries = { disable: 'Let an account of staff in no more', enable: 'Let it in again' } as const
  for (const [change, act] of [
    ['disable', disableStaff],
    ['enable', enableStaff],
  ] as const) {
    app.post(
      `/api/staff/:id/${change}`,
      {
        config: { access: panelAccess.manage, ...(change === 'disable' && { refuses: { 409: ['ownAccount'] } }) },
        schema: { tags, summary: summaries[change], params: IdParams, response: { 200: Staff } },
      },
      (request) => act(dependencies, accountOf(request), request.params.id),
    )
  }

  app.get(
    '/api/panel',
    {
      config: { access: panelAccess.read },
      schema: { tags, summary: 'Who is on the panel', response: { 200: Type.Array(PublicExpert) } },
    },
    () => readPanel(dependencies),
  )
}
