import { notFound } from '../errors.ts'
import { definePersonalTopic, defineSharedTopic, type LiveTopic } from '../live/topics.ts'
import { rosterAccess } from './access.ts'
import { readDuty } from './duty.ts'

export const rosterTopics: readonly LiveTopic[] = [
  /** Says only that the week has to be read again: which week is on the screen, each client knows itself. */
  defineSharedTopic({
    name: 'roster',
    single: true,
    access: rosterAccess.read,
    load: ({ clock }) => Promise.resolve({ changedAt: clock.now().toString() }),
  }),
  definePersonalTopic({
    name: 'duty',
    access: rosterAccess.serve,
    load(dependencies, viewer, id) {
      if (viewer.role === 'guest' || id === undefined || viewer.expertId !== id) throw notFound()
      return readDuty(dependencies, viewer)
    },
  }),
]
