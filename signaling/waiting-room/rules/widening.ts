import type { Specialty, QueueName } from '../../shapes.ts'
import type { Urgency } from '../contract.ts'

/** Minutes after which an urgent ticket may be taken by a specialty that stands in; an emergency may be at once. */
export const widenUrgentAfterMinutes = 15

/** From this age on somebody is no patient for paediatrics, and is one for internal medicine: the custom of China's clinics. */
const grownUpAtYears = 14

/** Physicians of all trades, nearest to the unknown first. */
const physicians = [
  'generalPractice',
  'internalMedicine',
  'respiratory',
  'paediatrics',
  'obstetricsGynaecology',
  'dermatology',
  'psychiatry',
  'tcm',
] as const satisfies readonly Specialty[]

/**
 * Who may stand in for whom where something is urgent and nobody of the specialty is free, nearest first.
 *
 * - General practice "deals with all health problems regardless of the age, sex, or any other characteristic of the person
 *   concerned" (European Definition of General Practice, WONCA Europe 2011): for every specialty of the body. Babies with
 *   fever too: NICE NG143 has a part for remote assessment and one for the non-paediatric practitioner, and what they owe
 *   a baby is to be seen face to face within two hours.
 * - Respiratory medicine is 03.01 of 03 internal medicine in China's register of clinical subjects (卫医发〔1994〕27号): they
 *   stand in for each other, and for general practice with those who are grown up; with children paediatrics (07) does.
 * - Psychiatry (15) for counselling, which is no medicine; counselling for nobody. For psychiatry nobody: its medicines and
 *   its law are its own.
 * - Public affairs is no medicine: nobody for it, and it for nobody.
 */
const urgentStandIns: Readonly<Record<Specialty, readonly Specialty[]>> = {
  generalPractice: ['internalMedicine', 'respiratory', 'paediatrics'],
  respiratory: ['internalMedicine', 'generalPractice', 'paediatrics'],
  paediatrics: ['generalPractice'],
  obstetricsGynaecology: ['generalPractice'],
  internalMedicine: ['respiratory', 'generalPractice', 'paediatrics'],
  dermatology: ['generalPractice'],
  tcm: ['generalPractice'],
  psychologicalCounselling: ['psychiatry'],
  psychiatry: [],
  publicAffairs: [],
}

/**
 * In an emergency every physician, nearest first: "a physician shall take urgent measures for a patient who needs urgent
 * treatment and shall not refuse first aid" (医师法 article 27). Also for psychiatry: WHO's mhGAP guide puts the first
 * response to self-harm into the hands of those who are no specialists.
 */
function emergencyStandIns(specialty: Specialty): readonly Specialty[] {
  if (specialty === 'publicAffairs') return []
  const near = urgentStandIns[specialty]
  return [...near, ...physicians.filter((other) => other !== specialty && !near.includes(other))]
}

const emergencies = new Map<Specialty, readonly Specialty[]>(
  [...physicians, 'psychologicalCounselling' as const, 'publicAffairs' as const].map((specialty) => [
    specialty,
    emergencyStandIns(specialty),
  ]),
)

/** The specialty that a queue is for; whoever is not sure is seen by general practice. */
export function specialtyOf(queue: QueueName): Specialty {
  return queue === 'triage' ? 'generalPractice' : queue
}

/** Who may stand in for a queue where it is as urgent as this, nearest first. */
function standInsFor(queue: QueueName, urgency: Urgency): readonly Specialty[] {
  if (urgency === 'routine') return []
  return (urgency === 'urgent' ? urgentStandIns[specialtyOf(queue)] : emergencies.get(specialtyOf(queue))) ?? []
}

/** Whoever may ever take a ticket of a queue that is as urgent as this: its own specialty, and those that stand in for it. */
export function takersOf(queue: QueueName, urgency: Urgency): readonly Specialty[] {
  return [specialtyOf(queue), ...standInsFor(queue, urgency)]
}

/**
 * Whether experts of this specialty see children or adults when they stand in. In an emergency they see both. A patient whose birth
 * date is not known counts as grown up.
 */
function seesAge(specialty: Specialty, grownUp: boolean): boolean {
  switch (specialty) {
    case 'internalMedicine':
    case 'respiratory':
      return grownUp
    case 'paediatrics':
      return !grownUp
    default:
      return true
  }
}

/** The last birthday (ISO date) of somebody who is grown up by now, to a day: the zones of the world differ by one. */
export function grownUpBornBy(now: Temporal.Instant): string {
  return now.toZonedDateTimeISO('UTC').toPlainDate().subtract({ years: grownUpAtYears }).toString()
}

export function isGrownUp(birthDate: string | null, now: Temporal.Instant): boolean {
  return birthDate === null || birthDate <= grownUpBornBy(now)
}

/** What of a ticket decides whether it is widened. */
export interface Pressing {
  readonly queue: QueueName
  readonly urgency: Urgency
  readonly arrivedAt: Temporal.Instant
  readonly birthDate: string | null
  /** Booked with this expert, and for no other. */
  readonly expertId: string | null
}

/**
 * Which of the two ages experts of these specialties see where they stand in for a queue: one demand for everybody, or one
 * for each age; none where they don't.
 */
export function agesSeen(
  queue: QueueName,
  urgency: Urgency,
  specialties: readonly Specialty[],
): readonly (boolean | undefined)[] {
  const standIns = standInsFor(queue, urgency).filter((specialty) => specialties.includes(specialty))
  if (standIns.length === 0) return []
  if (urgency === 'emergency') return [undefined]
  const seen = [true, false].filter((grownUp) => standIns.some((specialty) => seesAge(specialty, grownUp)))
  return seen.length === 2 ? [undefined] : seen
}

/**
 * How long after the arrival others may stand in; undefined where they never do. Whoever waits for the doctor they booked waits for
 * no other.
 */
export function widensAfterMinutes({ queue, urgency, expertId }: Pressing): number | undefined {
  if (expertId !== null || standInsFor(queue, urgency).length === 0) return undefined
  return urgency === 'emergency' ? 0 : widenUrgentAfterMinutes
}

/** From when on others may stand in; undefined where they never do. */
export function widensAt(ticket: Pressing): Temporal.Instant | undefined {
  const minutes = widensAfterMinutes(ticket)
  return minutes === undefined ? undefined : ticket.arrivedAt.add({ minutes })
}

/** Who may stand in for the ticket's own specialty, nearest first, by the table and the patient's age alone. */
export function standInsOf(ticket: Pressing, now: Temporal.Instant): readonly Specialty[] {
  return standInsFor(ticket.queue, ticket.urgency).filter(whoSees(ticket, now))
}

export interface StandIn {
  readonly specialty: Specialty
  /** 0 is nearest. */
  readonly distance: number
}

/**
 * As what an expert of these specialties may stand in for the ticket's own, by the table and the patient's age alone:
 * the hour is {@link widensAt}'s to say.
 */
export function standInOf(
  ticket: Pressing,
  specialties: readonly Specialty[],
  now: Temporal.Instant,
): StandIn | undefined {
  const standIns = standInsFor(ticket.queue, ticket.urgency)
  const sees = whoSees(ticket, now)
  const distance = standIns.findIndex((specialty) => specialties.includes(specialty) && sees(specialty))
  const specialty = standIns[distance]
  return specialty && { specialty, distance }
}

/** Whether experts of a specialty see this patient where they stand in. A plan asks for each pair: the age is counted once, where it matters. */
function whoSees({ urgency, birthDate }: Pressing, now: Temporal.Instant): (specialty: Specialty) => boolean {
  if (urgency === 'emergency') return () => true
  let grownUp: boolean | undefined
  return (specialty) => seesAge(specialty, (grownUp ??= isGrownUp(birthDate, now)))
}
