import { randomUUID } from 'node:crypto'
import { demoEmail, createDemoHospital } from '../../db/demo/hospital.ts'
import { demoCompatriotKey, demoCoordinatorKey, demoHouseholds } from '../../db/demo/people.ts'
import { demoWaiting, type DemoTicket } from '../../db/demo/waiting.ts'
import type { AccountViewer } from '../access.ts'
import { bookAppointment, findSlots } from '../appointments/service.ts'
import { endConsultation } from '../consultations/service.ts'
import type { Dependencies } from '../dependencies.ts'
import { AppError } from '../errors.ts'
import { forgetLettersAbout } from '../letters/store.ts'
import { transact } from '../live/transact.ts'
import { endStaleDuties, startDuty, takeBreak } from '../roster/duty.ts'
import { extendPatterns } from '../roster/laying.ts'
import {
  type DemoDoctor,
  findDemoDoctors,
  findDemoPatient,
  findPerson,
  insertDemoTicket,
  isEmpty,
  layDemoShift,
  leaveDemoTicket,
} from './demo-store.ts'

type Instant = Temporal.Instant

/** The accounts whose links are printed. */
export interface DemoPeople {
  readonly compatriot: string
  readonly doctor: string
  readonly coordinator: string
}

/** Whoever waits for longer than this has gone home when the hospital is next started, and somebody fresh waits instead. */
const waitHours = 8
/** Minutes that the demo's doctor has left of the shift, at the least. */
const leastMinutesLeft = 60
/** Hours of the shift that is added where nobody has that long. */
const addedHours = 4
/** Experts who are on duty but on a break, so that the board shows more than one. */
const mostOnBreak = 4

/**
 * Creates the demo hospital in an empty database, and makes an older one fit for today: shifts laid, somebody waiting, a few
 * experts on duty. They are all on a break: a patient who was called by one of them would wait for nobody.
 * @returns undefined where the database holds another hospital
 */
export async function openDemoHospital(dependencies: Dependencies): Promise<DemoPeople | undefined> {
  const { db, clock } = dependencies
  const now = clock.now()
  const isNew = await isEmpty(db)
  if (isNew) await createDemoHospital(db, now)
  const compatriot = await findPerson(db, demoEmail(demoCompatriotKey))
  const coordinator = await findPerson(db, demoEmail(demoCoordinatorKey))
  if (compatriot === undefined || coordinator === undefined) return undefined
  await extendPatterns(dependencies)
  await endLeftVisits(dependencies, viewerOf(coordinator, 'coordinator'), now)
  await endStaleDuties(dependencies)
  const doctor = await chooseDoctor(dependencies, now)
  // In the order of their arrival, which is that of their numbers.
  const inOrder = demoWaiting.toSorted((one, other) => other.minutesAgo - one.minutesAgo)
  for (const ticket of inOrder) await keepWaiting(dependencies, ticket, now)
  if (isNew) await bookAhead(dependencies, now)
  await sendOnBreak(dependencies, doctor.expertId, now)
  return { compatriot: compatriot.id, doctor: doctor.accountId, coordinator: coordinator.id }
}

/**
 * A general practitioner who is on shift: whoever is in the middle of a visit, else on duty already (a restart is to find
 * them again), else who stays longest. Somebody is given a shift where nobody has one.
 */
async function chooseDoctor(dependencies: Dependencies, now: Instant): Promise<DemoDoctor> {
  const doctors = (await findDemoDoctors(dependencies.db, now)).filter(({ specialties }) =>
    specialties.includes('generalPractice'),
  )
  const onShift = doctors
    .filter((doctor) => minutesLeft(doctor, now) > 0)
    .toSorted((one, other) => minutesLeft(other, now) - minutesLeft(one, now))
  const staying = onShift.filter((doctor) => minutesLeft(doctor, now) >= leastMinutesLeft)
  const chosen =
    onShift.find((doctor) => doctor.consultationId !== null) ?? staying.find((doctor) => doctor.onDuty) ?? staying[0]
  if (chosen !== undefined) return chosen
  for (const doctor of [...onShift, ...doctors]) {
    // A minute ago: a shift that begins this moment would be one that has not begun, for a clock a little behind.
    const start = doctor.shiftEndsAt ?? now.subtract({ minutes: 1 })
    const during = { start, end: now.add({ hours: addedHours }) }
    if (await layDemoShift(dependencies, doctor, during)) return doctor
  }
  throw new Error('the demo hospital has no general practitioner whom a shift could be given')
}

function minutesLeft({ shiftEndsAt }: DemoDoctor, now: Instant): number {
  return shiftEndsAt === undefined ? 0 : shiftEndsAt.since(now).total('minutes')
}

/** Visits left open by doctors whose shift is over: no link leads to them any more, and their patients could see nobody else. */
async function endLeftVisits(dependencies: Dependencies, coordinator: AccountViewer, now: Instant): Promise<void> {
  for (const doctor of await findDemoDoctors(dependencies.db, now)) {
    if (doctor.consultationId === null || minutesLeft(doctor, now) > 0) continue
    const command = { reason: 'technical', requeue: false } as const
    await endConsultation(dependencies, coordinator, doctor.consultationId, command)
  }
}

/** A patient of the demo whose place is old leaves it; one who has had none lately takes one. */
async function keepWaiting(dependencies: Dependencies, ticket: DemoTicket, now: Instant): Promise<void> {
  const arrivedAt = now.subtract({ minutes: ticket.minutesAgo })
  const old = now.subtract({ hours: waitHours })
  const household = demoHouseholds.find(({ patients }) => patients.some(({ key }) => key === ticket.patient))
  const name = household?.patients.find(({ key }) => key === ticket.patient)?.name
  if (household === undefined || name === undefined) throw new Error(`the demo has no patient ${ticket.patient}`)
  const patient = await findDemoPatient(dependencies.db, demoEmail(household.key), name)
  if (patient === undefined) return
  const { lastArrivedAt, waitingTicketId } = patient
  if (lastArrivedAt !== null && Temporal.Instant.compare(lastArrivedAt, old) > 0) return
  if (patient.hasOpenTicket && waitingTicketId === null) return
  await transact(dependencies, async (trx, announce) => {
    if (waitingTicketId !== null) await leaveDemoTicket(trx, waitingTicketId, now)
    await insertDemoTicket(
      trx,
      { ...ticket, ...patient, country: household.country, key: randomUUID(), arrivedAt },
      now,
    )
    announce('board', 'outlook', `queue:${ticket.specialty ?? 'triage'}`)
  })
}

/** A few booked slots in the days to come, by way of those who would book them. */
async function bookAhead(dependencies: Dependencies, now: Instant): Promise<void> {
  const bookings = [
    {
      household: 'zheng.wei',
      name: '郑浩然',
      specialty: 'paediatrics',
      days: 1,
      reason: '水痘后复查，问什么时候补种疫苗。',
    },
    { household: 'wu.mengjie', name: '吴梦洁', specialty: 'obstetricsGynaecology', days: 2, reason: '想做孕前咨询。' },
    { household: 'pan.lei', name: '潘磊', specialty: 'publicAffairs', days: 1, reason: '店铺转让合同想请律师看一下。' },
    { household: 'lin.guohua', name: '林国华', specialty: 'generalPractice', days: 3, reason: '带化验单复诊。' },
  ] as const
  for (const { household, name, specialty, days, reason } of bookings) {
    const email = demoEmail(household)
    const account = await findPerson(dependencies.db, email)
    const patient = await findDemoPatient(dependencies.db, email, name)
    const from = now.add({ hours: 24 * days }).toString()
    const until = now.add({ hours: 24 * (days + 7) }).toString()
    const slot = (await findSlots(dependencies, { specialty, from, until }))[3]
    if (account === undefined || patient === undefined || slot === undefined) continue
    const { id } = await bookAppointment(dependencies, viewerOf(account, 'compatriot'), {
      idempotencyKey: randomUUID(),
      patientId: patient.patientId,
      shiftId: slot.shiftId,
      specialty,
      start: slot.during.start,
      reason,
    })
    // The people of the demo have no mailbox.
    await forgetLettersAbout(dependencies.db, id)
  }
}

/**
 * Whoever else is on duty takes a break; of those on shift in specialties of their own, some come on duty to have one, so
 * that the board shows more than one doctor.
 */
async function sendOnBreak(dependencies: Dependencies, exceptExpertId: string, now: Instant): Promise<void> {
  const others = (await findDemoDoctors(dependencies.db, now)).filter(
    (doctor) => doctor.expertId !== exceptExpertId && minutesLeft(doctor, now) > 0,
  )
  const onDuty = others.filter((doctor) => doctor.onDuty)
  const fresh = others.filter((doctor) => !doctor.onDuty && !doctor.specialties.includes('generalPractice'))
  for (const doctor of [...onDuty, ...fresh.slice(0, Math.max(0, mostOnBreak - onDuty.length))]) {
    const viewer = viewerOf({ id: doctor.accountId, name: doctor.name }, 'doctor', doctor.expertId)
    try {
      if (!doctor.onDuty) await startDuty(dependencies, viewer)
      await takeBreak(dependencies, viewer)
    } catch (error) {
      // The shift has ended between the two looks at it.
      if (!(error instanceof AppError)) throw error
    }
  }
}

/** Somebody of the demo, acting without a browser. */
function viewerOf(
  { id, name }: { readonly id: string; readonly name: string },
  role: AccountViewer['role'],
  expertId?: string,
): AccountViewer {
  const sessionExpiresAt = Temporal.Now.instant()
  return { role, accountId: id, name, expertId, locale: 'zh-CN', sessionId: randomUUID(), sessionExpiresAt }
}
