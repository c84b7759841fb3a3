import { randomUUID } from 'node:crypto'
import { newTicket } from '../support/visits.ts'
import type { World } from './hospital.ts'

export interface Sample {
  /** The path and query with the ids of the owner's records. */
  readonly url: string
  readonly body?: object
}

const text = {
  complaint: '发烧',
  subjective: '',
  objective: '',
  assessment: '上感',
  plan: '休息',
  advice: '多喝水',
  followUp: '',
}
const week = 'from=2026-03-02T00:00:00Z&until=2026-03-09T00:00:00Z'

/**
 * A well-formed request for each route, naming records of the owner's: nothing but the access rule keeps a stranger out.
 * A route without a sample fails the walk. In the order in which the owner's side does them, so that each finds its record
 * in a state that allows it, or refuses for its state alone.
 */
export function samplesOf(world: World): Readonly<Record<string, Sample>> {
  const key = { idempotencyKey: randomUUID() }
  const visit = `/api/consultations/${world.consultationId}`
  const shift = {
    date: '2026-03-04',
    startsAtLocal: '01:00',
    endsAtLocal: '05:00',
    timeZone: 'Asia/Shanghai',
    slotMinutes: null,
  }
  const expert = {
    nameHan: '李明',
    nameLatin: 'Li Ming',
    title: '',
    specialties: ['tcm'],
    languages: [{ language: 'cmn', proficiency: 'native' }],
    institution: 'A',
    licenseNumber: '1',
    licenseVerifiedBy: 'B',
    timeZone: 'Europe/Madrid',
  }
  return {
    'GET /healthz': { url: '/healthz' },
    'GET /readyz': { url: '/readyz' },
    'GET /api/openapi.json': { url: '/api/openapi.json' },
    'POST /api/sign-in/codes': { url: '/api/sign-in/codes', body: { email: 'a@example.org', locale: 'it' } },
    'POST /api/sign-in': {
      url: '/api/sign-in',
      body: { email: 'a@example.org', code: '123456', timeZone: 'Europe/Rome', languages: ['cmn'], locale: 'it' },
    },
    'GET /sign-in/link/:token': { url: '/sign-in/link/unknown' },
    'GET /api/me': { url: '/api/me' },
    'PATCH /api/me': { url: '/api/me', body: { country: 'IT' } },
    'GET /api/staff': { url: '/api/staff' },
    'POST /api/first-coordinator': {
      url: '/api/first-coordinator',
      body: { token: 'none', email: 'first@example.org', name: '周', timeZone: 'Asia/Shanghai', locale: 'zh-CN' },
    },
    'POST /api/first-coordinator/link': { url: '/api/first-coordinator/link', body: { token: 'none' } },
    'POST /api/staff': {
      url: '/api/staff',
      body: { email: 'new@example.org', role: 'coordinator', name: '周', timeZone: 'Europe/Rome', locale: 'it' },
    },
    'GET /api/patients': { url: '/api/patients' },
    'POST /api/patients': { url: '/api/patients', body: { ...key, name: '林', relationship: 'parent' } },
    'PATCH /api/patients/:id': { url: `/api/patients/${world.patientId}`, body: { name: '林宝' } },
    'GET /api/experts': { url: '/api/experts' },
    'POST /api/experts': { url: '/api/experts', body: { ...key, ...expert, email: 'expert@example.org' } },
    'PATCH /api/experts/:id': { url: `/api/experts/${world.freeExpertId}`, body: { title: '副主任医师' } },
    'GET /api/staff/:id/upcoming-shifts': { url: `/api/staff/${world.strangers.doctor.id}/upcoming-shifts` },
    'GET /api/panel': { url: '/api/panel' },
    'GET /api/roster': { url: `/api/roster?${week}` },
    'POST /api/shifts': { url: '/api/shifts', body: { ...key, ...shift, expertId: world.freeExpertId } },
    'GET /api/my-shifts': { url: `/api/my-shifts?${week}` },
    'GET /api/shift-patterns': { url: '/api/shift-patterns' },
    'POST /api/shift-patterns': {
      url: '/api/shift-patterns',
      body: {
        ...key,
        expertId: world.freeExpertId,
        weekdays: [6],
        startsAtLocal: '08:00',
        endsAtLocal: '12:00',
        timeZone: 'Europe/Rome',
        slotMinutes: 20,
        validFrom: '2026-03-02',
        validUntil: null,
      },
    },
    'POST /api/shift-patterns/:id/extend': { url: `/api/shift-patterns/${world.patternId}/extend` },
    'GET /api/unlaid-shifts': { url: '/api/unlaid-shifts' },
    'POST /api/unlaid-shifts/:id/lay': { url: `/api/unlaid-shifts/${world.unlaidShiftId}/lay` },
    'DELETE /api/unlaid-shifts/:id': { url: `/api/unlaid-shifts/${world.unlaidShiftId}` },
    'POST /api/unlaid-shifts/:id/restore': { url: `/api/unlaid-shifts/${world.unlaidShiftId}/restore` },
    'GET /api/duty': { url: '/api/duty' },
    'POST /api/duty/start': { url: '/api/duty/start' },
    'POST /api/duty/pause': { url: '/api/duty/pause' },
    'POST /api/duty/resume': { url: '/api/duty/resume' },
    'GET /api/slots': { url: `/api/slots?specialty=generalPractice&${week}` },
    'GET /api/appointments': { url: '/api/appointments' },
    'POST /api/appointments': {
      url: '/api/appointments',
      body: {
        ...key,
        patientId: world.waitingPatientId,
        shiftId: world.shiftId,
        specialty: 'generalPractice',
        start: world.slotStart,
        reason: '',
      },
    },
    'POST /api/appointments/:id/cancel': { url: `/api/appointments/${world.appointmentId}/cancel` },
    'GET /api/outlook': { url: '/api/outlook' },
    'GET /api/board': { url: '/api/board' },
    'GET /api/doctor-queue': { url: '/api/doctor-queue' },
    'GET /api/tickets': { url: '/api/tickets' },
    'POST /api/tickets': { url: '/api/tickets', body: newTicket(world.patientId, { toBeSupplied: ['photos'] }) },
    'GET /api/tickets/:id': { url: `/api/tickets/${world.ticketId}` },
    'POST /api/tickets/:id/ready': { url: `/api/tickets/${world.ticketId}/ready` },
    'POST /api/tickets/:id/move': {
      url: `/api/tickets/${world.ticketId}/move`,
      body: { specialty: 'generalPractice' },
    },
    'POST /api/tickets/:id/triage': {
      url: `/api/tickets/${world.ticketId}/triage`,
      body: { specialty: 'tcm', urgency: 'urgent' },
    },
    'POST /api/tickets/:id/assign': {
      url: `/api/tickets/${world.ticketId}/assign`,
      body: { expertId: world.doctor.expertId },
    },
    'POST /api/tickets/:id/call': { url: `/api/tickets/${world.ticketId}/call` },
    'GET /api/tickets/:id/places': { url: `/api/tickets/${world.ticketId}/places` },
    'POST /api/tickets/:id/leave': { url: `/api/tickets/${world.ticketId}/leave`, body: {} },
    'POST /api/tickets/:id/places/clear': {
      url: `/api/tickets/${world.ticketId}/places/clear`,
      body: { reason: '重复排号' },
    },
    'GET /api/consultations': { url: '/api/consultations' },
    'GET /api/consultations/current': { url: '/api/consultations/current' },
    'GET /api/consultations/invitations': { url: '/api/consultations/invitations' },
    'GET /api/consultations/:id': { url: visit },
    'POST /api/consultations/:id/enter': { url: `${visit}/enter` },
    // The doctor is there: it goes as far as the rule.
    'POST /api/consultations/:id/leave': { url: `${visit}/leave`, body: { waitAgain: true } },
    'POST /api/consultations/:id/decline': { url: `${visit}/decline` },
    'GET /api/consultations/:id/messages': { url: `${visit}/messages` },
    'POST /api/consultations/:id/messages': { url: `${visit}/messages`, body: { ...key, body: '您好' } },
    'POST /api/consultations/:id/ask': { url: `${visit}/ask` },
    'POST /api/consultations/:id/participants': {
      url: `${visit}/participants`,
      body: { ...key, kind: 'interpreter', name: '译员' },
    },
    'POST /api/guest/session': { url: '/api/guest/session', body: { token: 'no link' } },
    'GET /api/guest': { url: '/api/guest' },
    'POST /api/guest/ask': { url: '/api/guest/ask', body: { name: 'Giulia' } },
    'POST /api/consultations/:id/participants/:participantId/admit': {
      url: `${visit}/participants/${world.participantId}/admit`,
    },
    'GET /api/guest/messages': { url: '/api/guest/messages' },
    'POST /api/guest/messages': { url: '/api/guest/messages', body: { ...key, body: 'Ciao' } },
    'POST /api/guest/enter': { url: '/api/guest/enter' },
    'POST /api/consultations/:id/participants/:participantId/remove': {
      url: `${visit}/participants/${world.participantId}/remove`,
    },
    'POST /api/consultations/:id/participants/:participantId/refuse': {
      url: `${visit}/participants/${world.participantId}/refuse`,
    },
    'POST /api/consultations/:id/links/:linkId/close': { url: `${visit}/links/${world.participantId}/close` },
    'GET /api/my-patients': { url: '/api/my-patients' },
    'GET /api/consultations/:id/note': { url: `${visit}/note` },
    'GET /api/consultations/:id/note/preview': { url: `${visit}/note/preview` },
    'PUT /api/consultations/:id/note': { url: `${visit}/note`, body: { version: 1, text } },
    'GET /api/consultations/:id/previous': { url: `${visit}/previous` },
    'POST /api/consultations/:id/end': { url: `${visit}/end`, body: { reason: 'completed', requeue: false } },
    'POST /api/consultations/:id/note/sign': { url: `${visit}/note/sign`, body: { version: 2 } },
    'POST /api/consultations/:id/note/addenda': { url: `${visit}/note/addenda`, body: { ...key, body: '补充' } },
    'GET /api/consultations/:id/advice': { url: `${visit}/advice` },
    'DELETE /api/patients/:id': { url: `/api/patients/${world.waitingPatientId}` },
    'DELETE /api/shift-patterns/:id': { url: `/api/shift-patterns/${world.patternId}` },
    'POST /api/duty/end': { url: '/api/duty/end' },
    'DELETE /api/shifts/:id': { url: `/api/shifts/${world.shiftId}` },
    'POST /api/shifts/:id/restore': { url: `/api/shifts/${world.shiftId}/restore` },
    // With the doctor's weekly patterns.
    'POST /api/staff/:id/disable': { url: `/api/staff/${world.strangers.doctor.id}/disable` },
    'POST /api/staff/:id/enable': { url: `/api/staff/${world.strangers.doctor.id}/enable` },
    'GET /api/video': { url: '/api/video' },
    'POST /api/video/webhook': { url: '/api/video/webhook', body: {} },
    'POST /api/sign-out': { url: '/api/sign-out' },
  }
}
