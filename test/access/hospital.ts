import { randomUUID } from 'node:crypto'
import { matchOnce } from '../../signaling/matching/matching.ts'
import { type Answer, type TestAccount, testOrigin } from '../support/answering.ts'
import { duringTests, type Hospital, startHospital } from '../support/hospital.ts'
import { answerCallOf, newTicket } from '../support/visits.ts'

/** The world as the owner left it before strangers come: everything a route's path or body can name belongs to `owner` and `doctor`. */
export interface World {
  readonly site: Hospital<{ http: true }>
  readonly owner: TestAccount
  readonly doctor: TestAccount & { readonly expertId: string }
  readonly coordinator: TestAccount
  readonly guest: TestAccount
  readonly strangers: Readonly<Record<'compatriot' | 'doctor', TestAccount>>
  readonly freeExpertId: string
  readonly patientId: string
  readonly waitingPatientId: string
  readonly shiftId: string
  readonly slotStart: string
  readonly patternId: string
  readonly unlaidShiftId: string
  readonly appointmentId: string
  readonly ticketId: string
  readonly consultationId: string
  readonly participantId: string
  readonly guestToken: string
}

/** For the tests of a file. */
export const openWorld = (): World => duringTests(startWorld)

/** One path through the hospital over its API, as people walk it; every step must be let through. */
async function startWorld(): Promise<World & AsyncDisposable> {
  await using parts = new AsyncDisposableStack()
  const site = parts.use(await startHospital({ http: { listens: true } }))
  const must = async (
    account: TestAccount,
    method: 'POST' | 'GET' | 'PUT',
    url: string,
    body?: object,
  ): Promise<Answer['body']> => {
    const answer = await site.send(account, method, url, body)
    if (answer.status >= 300) throw new Error(`${method} ${url}: ${answer.status} ${JSON.stringify(answer.body)}`)
    return answer.body
  }
  const idempotencyKey = (): string => randomUUID()

  const [owner, coordinator, strange] = [
    await site.addAccount('compatriot'),
    await site.addAccount('coordinator'),
    await site.addAccount('compatriot'),
  ]
  const addExpert = async (nameHan: string): Promise<TestAccount & { expertId: string }> => {
    const expert = await must(coordinator, 'POST', '/api/experts', {
      idempotencyKey: idempotencyKey(),
      email: `${randomUUID()}@example.org`,
      nameHan,
      nameLatin: 'Chen Jianguo',
      title: '主任医师',
      specialties: ['generalPractice'],
      languages: [{ language: 'cmn', proficiency: 'native' }],
      institution: '温州第一医院',
      licenseNumber: '110330000012345',
      licenseVerifiedBy: '周调度',
      timeZone: 'Asia/Shanghai',
    })
    return { ...(await site.signIn({ accountId: expert.accountId, role: 'doctor' })), expertId: expert.id }
  }
  const [doctor, strangeDoctor] = [await addExpert('陈建国'), await addExpert('王丽华')]

  const shift = await must(coordinator, 'POST', '/api/shifts', {
    idempotencyKey: idempotencyKey(),
    expertId: doctor.expertId,
    date: '2026-03-02',
    startsAtLocal: '17:00',
    endsAtLocal: '23:00',
    timeZone: 'Asia/Shanghai',
    slotMinutes: 30,
  })
  const { pattern } = await must(coordinator, 'POST', '/api/shift-patterns', {
    idempotencyKey: idempotencyKey(),
    expertId: strangeDoctor.expertId,
    weekdays: [3],
    startsAtLocal: '14:00',
    endsAtLocal: '23:00',
    timeZone: 'Asia/Shanghai',
    slotMinutes: null,
    validFrom: '2026-03-02',
    validUntil: null,
  })
  const unlaid = await site.database.db
    .insertInto('unlaidShift')
    .values({
      patternId: pattern.id,
      during: '[2026-03-20T06:00:00Z,2026-03-20T15:00:00Z)',
      reason: 'otherShift',
      foundAt: site.clock.now(),
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  const addPatient = async (name: string): Promise<string> =>
    (await must(owner, 'POST', '/api/patients', { idempotencyKey: idempotencyKey(), name, relationship: 'child' })).id
  const [patientId, waitingPatientId] = [await addPatient('林小宝'), await addPatient('林大宝')]
  const slots = await must(
    owner,
    'GET',
    '/api/slots?specialty=generalPractice&from=2026-03-02T09:00:00Z&until=2026-03-03T09:00:00Z',
  )
  const appointment = await must(owner, 'POST', '/api/appointments', {
    idempotencyKey: idempotencyKey(),
    patientId,
    shiftId: shift.id,
    specialty: 'generalPractice',
    start: slots.at(-1).during.start,
    reason: '复诊',
  })

  await must(doctor, 'POST', '/api/duty/start')
  const takeTicket = (patient: string): Promise<Answer['body']> =>
    must(owner, 'POST', '/api/tickets', newTicket(patient, { toBeSupplied: ['photos'] }))
  await takeTicket(patientId)
  const match = await matchOnce(site)
  if (match === undefined) throw new Error('nobody was matched')
  await answerCallOf(site, match.ticketId)
  const ticket = await takeTicket(waitingPatientId)
  const { consultation } = await must(doctor, 'GET', '/api/consultations/current')
  const { participant, link } = await must(doctor, 'POST', `/api/consultations/${consultation.id}/participants`, {
    idempotencyKey: idempotencyKey(),
    kind: 'relative',
    name: '林先生',
  })
  const guestToken = String(link).split('/').at(-1) ?? ''
  const opened = await site.app.inject({
    method: 'POST',
    url: '/api/guest/session',
    headers: { origin: testOrigin },
    payload: { token: guestToken },
  })
  const cookie = String(opened.headers['set-cookie']).split(';')[0] ?? ''

  const closing = parts.move()
  return {
    [Symbol.asyncDispose]: () => closing.disposeAsync(),
    site,
    owner,
    doctor,
    coordinator,
    guest: { id: participant.id, role: 'compatriot', cookie },
    strangers: { compatriot: strange, doctor: strangeDoctor },
    freeExpertId: strangeDoctor.expertId,
    patientId,
    waitingPatientId,
    shiftId: shift.id,
    slotStart: slots.at(-2).during.start,
    patternId: pattern.id,
    unlaidShiftId: unlaid.id,
    appointmentId: appointment.id,
    ticketId: ticket.id,
    consultationId: consultation.id,
    participantId: participant.id,
    guestToken,
  }
}
