import { Type } from 'typebox'
import type { Dependencies } from '../dependencies.ts'
import { accountOf, type App } from '../routes.ts'
import { IdParams } from '../shapes.ts'
import { appointmentsAccess } from './access.ts'
import { Appointment, NewAppointment, Slot, SlotQuery } from './contract.ts'
import { bookAppointment, cancelAppointment, findSlots, readAppointments } from './service.ts'

const tags = ['appointments']

export function appointmentsRoutes(app: App, dependencies: Dependencies): void {
  app.get(
    '/api/slots',
    {
      config: { access: appointmentsAccess.findSlots },
      schema: {
        tags,
        summary: 'Free slots of a specialty',
        querystring: SlotQuery,
        response: { 200: Type.Array(Slot) },
      },
    },
    (request) => findSlots(dependencies, request.query),
  )

  app.post(
    '/api/appointments',
    {
      config: {
        access: appointmentsAccess.book,
        refuses: { 409: ['slotUnknown', 'slotTooSoon', 'slotTaken', 'patientBusyThen', 'tooManyBookings'] },
      },
      schema: { tags, summary: 'Book a slot', body: NewAppointment, response: { 201: Appointment } },
    },
    async (request, reply) =>
      reply.code(201).send(await bookAppointment(dependencies, accountOf(request), request.body)),
  )

  app.get(
    '/api/appointments',
    {
      config: { access: appointmentsAccess.list },
      schema: { tags, summary: 'My appointments', response: { 200: Type.Array(Appointment) } },
    },
    (request) => readAppointments(dependencies, accountOf(request)),
  )

  app.post(
    '/api/appointments/:id/cancel',
    {
      config: { access: appointmentsAccess.cancel },
      schema: { tags, summary: 'Cancel an appointment', params: IdParams, response: { 200: Appointment } },
    },
    (request) => cancelAppointment(dependencies, accountOf(request), request.params.id),
  )
}
