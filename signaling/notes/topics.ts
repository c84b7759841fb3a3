import { definePersonalTopic, type LiveTopic, recordOf } from '../live/topics.ts'
import { accountOf } from '../routes.ts'
import { noteAccess } from './access.ts'
import { readNote, watchAdvice } from './service.ts'

export const notesTopics: readonly LiveTopic[] = [
  definePersonalTopic({
    name: 'note',
    access: noteAccess.read,
    load: async (dependencies, viewer, id) => await readNote(dependencies, accountOf({ viewer }), recordOf(id)),
  }),
  definePersonalTopic({
    name: 'advice',
    access: noteAccess.watchAdvice,
    load: async (dependencies, viewer, id) => await watchAdvice(dependencies, accountOf({ viewer }), recordOf(id)),
  }),
]
