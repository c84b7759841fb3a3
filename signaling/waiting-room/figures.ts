import type { Kysely } from 'kysely'
import type { Database } from '../../db/tables.ts'
import type { Dependencies } from '../dependencies.ts'
import { specialties } from '../shapes.ts'
import type { Outlook, QueueDelta, QueueFigures, QueueName, QueuePlace } from './contract.ts'
import { findDoctorsOnDuty } from './duty-store.ts'
import { type DoctorOnDuty, serves } from './eligibility.ts'
import { minutesAPlace, minutesUntilCalled, typicalMinutes, type Waiting } from './estimate.ts'
import { countWaiting, findLastVisits, findNextShift, findQueueRows } from './figures-store.ts'

/** A queue as all its watchers share it: loaded once a change, however many wait. */
export interface QueueView {
  readonly figures: QueueFigures
  /** Ascending. */
  readonly keys: readonly number[]
  /** Milliseconds since 1970, in the order of the keys. */
  readonly arrivals: readonly number[]
}

export async function readQueueView(
  { db, clock }: Pick<Dependencies, 'db' | 'clock'>,
  queue: QueueName,
): Promise<QueueView> {
  const now = clock.now()
  const [{ keys, arrivals, urgent }, doctors, waiting, visits] = await Promise.all([
    findQueueRows(db, queue),
    findDoctorsOnDuty(db, now),
    countWaiting(db),
    findLastVisits(db),
  ])
  const typical = typicalMinutes(queue, visits.get(queue) ?? [])
  const serving = whoServes(queue, doctors)
  const figures = {
    waiting: keys.length,
    urgent,
    ...onDuty(serving),
    minutesAPlace: minutesAPlace(queue, doctors, waiting, typical),
    nextShiftAt: serving.length > 0 ? null : await nextShiftText(db, queue, now),
  }
  return { figures, keys, arrivals }
}

/** Where the holder of `key` stands; without a key, where somebody routine who came now would. */
export function placeInView({ figures, keys, arrivals }: QueueView, key: number | undefined): QueuePlace {
  const ahead = key === undefined ? keys.length : firstNotBelow(keys, key)
  const own = key !== undefined && keys[ahead] === key ? arrivals[ahead] : undefined
  const cameLater = (arrivedAt: number) => own !== undefined && arrivedAt > own
  return { figures, ahead, aheadByUrgency: arrivals.slice(0, ahead).filter(cameLater).length }
}

/** What changed for everybody at once: the keys that came and went. Undefined where nothing did. */
export function deltaOfViews(previous: QueueView, next: QueueView): QueueDelta | undefined {
  const left = missingFrom(previous.keys, next.keys)
  const entered = missingFrom(next.keys, previous.keys)
  if (left.length === 0 && entered.length === 0 && sameFigures(previous.figures, next.figures)) return undefined
  return { figures: next.figures, left, entered }
}

/** What somebody who thinks of joining is told. */
export async function readOutlook({ db, clock }: Pick<Dependencies, 'db' | 'clock'>): Promise<Outlook> {
  const [doctors, waiting, visits] = await Promise.all([
    findDoctorsOnDuty(db, clock.now()),
    countWaiting(db),
    findLastVisits(db),
  ])
  const describe = (queue: QueueName) => {
    const { doctorsOnDuty, doctorsFree } = onDuty(whoServes(queue, doctors))
    const own = waiting[queue] ?? 0
    const withOneMore: Waiting = { ...waiting, [queue]: own + 1 }
    const pace = minutesAPlace(queue, doctors, withOneMore, typicalMinutes(queue, visits.get(queue) ?? []))
    const minutes = minutesUntilCalled(own, { doctorsFree, minutesAPlace: pace })
    return { onDuty: doctorsOnDuty, waiting: own, minutes }
  }
  const lines = specialties.map((specialty) => ({ specialty, ...describe(specialty) }))
  const unsure = describe('triage').minutes
  const known = lines.flatMap(({ minutes }) => (minutes === null ? [] : [minutes]))
  return {
    onDuty: doctors.length,
    free: doctors.filter((doctor) => doctor.free).length,
    waiting: Object.values(waiting).reduce((sum, count) => sum + count, 0),
    // Whoever is not sure is seen by general practice; while that is closed, the soonest that is open.
    minutes: unsure ?? (known.length === 0 ? null : Math.min(...known)),
    specialties: lines,
  }
}

function whoServes(queue: QueueName, doctors: readonly DoctorOnDuty[]): DoctorOnDuty[] {
  return doctors.filter((doctor) => serves(doctor, queue))
}

function onDuty(serving: readonly DoctorOnDuty[]): Pick<QueueFigures, 'doctorsOnDuty' | 'doctorsFree'> {
  return { doctorsOnDuty: serving.length, doctorsFree: serving.filter((doctor) => doctor.free).length }
}

async function nextShiftText(db: Kysely<Database>, queue: QueueName, now: Temporal.Instant): Promise<string | null> {
  return (await findNextShift(db, queue, now))?.toString() ?? null
}

/** The index of the first key that is not smaller. */
function firstNotBelow(keys: readonly number[], key: number): number {
  let low = 0
  let high = keys.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((keys[middle] ?? Infinity) < key) low = middle + 1
    else high = middle
  }
  return low
}

function missingFrom(keys: readonly number[], others: readonly number[]): number[] {
  const known = new Set(others)
  return keys.filter((key) => !known.has(key))
}

function sameFigures(a: QueueFigures, b: QueueFigures): boolean {
  return (Object.keys(a) as (keyof QueueFigures)[]).every((name) => a[name] === b[name])
}
