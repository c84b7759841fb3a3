import type { Dependencies } from '../dependencies.ts'
import { accountOf, type App } from '../routes.ts'
import { serve } from '../serving.ts'
import { boardAccess } from './access.ts'
import { readBoard } from './board.ts'
import { boardApi } from './contract.ts'
import { readDoctorQueue } from './doctor-queue.ts'

export function boardRoutes(app: App, dependencies: Dependencies): void {
  serve(app, 'board', boardApi, {
    'GET /api/board': { access: boardAccess.board, answer: () => readBoard(dependencies) },
    'GET /api/doctor-queue': {
      access: boardAccess.doctorQueue,
      answer: (request) => readDoctorQueue(dependencies, accountOf(request)),
    },
  })
}
