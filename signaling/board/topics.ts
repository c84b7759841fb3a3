import { definePersonalTopic, defineSharedTopic, type LiveTopic, recordOf } from '../live/topics.ts'
import { accountOf } from '../routes.ts'
import { boardAccess } from './access.ts'
import { readBoard, readDoctorQueue } from './board.ts'
import { changeOfBoard } from './change.ts'

export const boardTopics: readonly LiveTopic[] = [
  defineSharedTopic({ name: 'board', single: true, access: boardAccess.board, load: readBoard, delta: changeOfBoard }),
  definePersonalTopic({
    name: 'doctorQueue',
    access: boardAccess.doctorQueue,
    load: (dependencies, viewer, expertId) => readDoctorQueue(dependencies, accountOf({ viewer }), recordOf(expertId)),
  }),
]
