import { notFound } from '../errors.ts'
import { definePersonalTopic, type LiveTopic } from '../live/topics.ts'
import { appointmentsAccess } from './access.ts'
import { readAppointments } from './service.ts'

export const appointmentsTopics: readonly LiveTopic[] = [
  definePersonalTopic({
    name: 'appointments',
    access: appointmentsAccess.listOwn,
    load(dependencies, viewer, id) {
      if (viewer.role !== 'compatriot' || id !== viewer.accountId) throw notFound()
      return readAppointments(dependencies, viewer)
    },
  }),
]
