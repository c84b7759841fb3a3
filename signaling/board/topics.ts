import { defineSharedTopic, type LiveTopic, recordOf } from '../live/topics.ts'
import { boardAccess } from './access.ts'
import { readBoard } from './board.ts'
import { changeOfBoard, changeOfDoctorQueue } from './change.ts'
import { admitToDoctorQueue, readDoctorQueues } from './doctor-queue.ts'

export const boardTopics: readonly LiveTopic[] = [
  defineSharedTopic({ name: 'board', single: true, access: boardAccess.board, load: readBoard, delta: changeOfBoard }),
  defineSharedTopic({
    name: 'doctorQueue',
    access: boardAccess.doctorQueue,
    admitTo: (expertId, viewer) => admitToDoctorQueue(viewer, recordOf(expertId)),
    loadTogether: readDoctorQueues,
    delta: changeOfDoctorQueue,
  }),
]
