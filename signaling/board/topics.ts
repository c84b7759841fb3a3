import { definePersonalTopic, defineSharedTopic, type LiveTopic, recordOf } from '../live/topics.ts'
import { accountOf } from '../routes.ts'
import { theForecast } from '../waiting-room/forecasting.ts'
import { boardAccess } from './access.ts'
import { readBoard } from './board.ts'
import { changeOfBoard, changeOfDoctorQueue } from './change.ts'
import { admitToDoctorQueue, readDoctorQueue, readDoctorQueues } from './doctor-queue.ts'

export const boardTopics: readonly LiveTopic[] = [
  defineSharedTopic({
    name: 'board',
    single: true,
    access: boardAccess.board,
    drawnFrom: theForecast,
    load: readBoard,
    delta: changeOfBoard,
  }),
  defineSharedTopic({
    name: 'waitingFor',
    announcedAs: 'doctorQueue',
    access: boardAccess.doctorQueue,
    admitTo: (expertId, viewer) => admitToDoctorQueue(viewer, recordOf(expertId)),
    loadTogether: readDoctorQueues,
    delta: changeOfDoctorQueue,
  }),
  // For pages of the version before, which take each change for the whole: goes with the next version.
  definePersonalTopic({
    name: 'doctorQueue',
    access: boardAccess.doctorQueue,
    load(dependencies, viewer, expertId) {
      admitToDoctorQueue(viewer, recordOf(expertId))
      return readDoctorQueue(dependencies, accountOf({ viewer }))
    },
  }),
]
