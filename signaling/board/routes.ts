import type { Dependencies } from '../dependencies.ts'
import { accountOf, type App } from '../routes.ts'
import { boardAccess } from './access.ts'
import { readBoard, readDoctorQueue } from './board.ts'
import { Board, DoctorQueue } from './contract.ts'

const tags = ['board']

export function boardRoutes(app: App, dependencies: Dependencies): void {
  app.get(
    '/api/board',
    {
      config: { access: boardAccess.board },
      schema: { tags, summary: 'Who waits, who is on duty, what ended', response: { 200: Board } },
    },
    () => readBoard(dependencies),
  )
  app.get(
    '/api/doctor-queue',
    {
      config: { access: boardAccess.doctorQueue },
      schema: { tags, summary: 'Who would come to me, in order', response: { 200: DoctorQueue } },
    },
    (request) => readDoctorQueue(dependencies, accountOf(request), accountOf(request).expertId),
  )
}
