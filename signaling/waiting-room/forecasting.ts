import type { Kysely } from 'kysely'
import type { Database } from '../../db/tables.ts'
import type { Reading } from '../dependencies.ts'
import type { QueueName } from '../shapes.ts'
import { findDoctorsOnDuty, type PanelDoctor } from './duty-store.ts'
import { minutesLeft, typicalMinutes } from './rules/estimate.ts'
import {
  type ComingShift,
  findBookedSlots,
  findComingShifts,
  findLastVisits,
  findLines,
  findVisits,
  type LineRow,
} from './figures-store.ts'
import { Forecast, type WaitingLine, type WorkingDoctor } from './rules/forecast.ts'
import { lineOf } from './rules/lines.ts'
import { afterMissedCall } from './rules/place.ts'
import { grownUpBornBy } from './rules/widening.ts'

/** The whole room at a moment, and when everybody in it is called. */
export interface Prospects {
  readonly at: Temporal.Instant
  readonly lines: readonly RoomLine[]
  readonly forecast: Forecast
  /** On duty, on a break or not. */
  readonly doctors: readonly PanelDoctor[]
  readonly coming: readonly ComingShift[]
}

export interface RoomLine extends WaitingLine {
  /** Milliseconds since 1970, in the order of the keys. */
  readonly arrivals: readonly number[]
}

interface UnderWay {
  running: Promise<Prospects>
  next: Promise<Prospects> | undefined
}

const readings = new WeakMap<Kysely<Database>, UnderWay>()

/**
 * The one forecast that home, queue, board and outlook are told from. It is made for all who ask at once: whoever asks while one
 * is being made gets the next, which has seen what had committed by then.
 */
export function readProspects(dependencies: Reading): Promise<Prospects> {
  const { db } = dependencies
  const reading = readings.get(db)
  if (reading === undefined) return start(dependencies)
  reading.next ??= reading.running.then(
    () => start(dependencies),
    () => start(dependencies),
  )
  return reading.next
}

function start(dependencies: Reading): Promise<Prospects> {
  const { db } = dependencies
  const running = makeProspects(dependencies)
  const reading: UnderWay = { running, next: undefined }
  readings.set(db, reading)
  const rest = (): void => {
    if (reading.next === undefined && readings.get(db) === reading) readings.delete(db)
  }
  running.then(rest, rest)
  return running
}

async function makeProspects({ db, clock }: Reading): Promise<Prospects> {
  const at = clock.now()
  const oneMoment = db.transaction().setIsolationLevel('repeatable read').setAccessMode('read only')
  const read = await oneMoment.execute(async (trx) => ({
    rows: await findLines(trx, { grownUpBornBy: grownUpBornBy(at), callableBy: afterMissedCall(at) }),
    doctors: await findDoctorsOnDuty(trx, at),
    visits: await findVisits(trx),
    booked: await findBookedSlots(trx, at),
    lastVisits: await findLastVisits(trx),
    coming: await findComingShifts(trx, at),
  }))
  const typicals = new Map<QueueName, number>()
  const typical = (queue: QueueName): number => {
    const known = typicals.get(queue) ?? typicalMinutes(queue, read.lastVisits.get(queue) ?? [])
    typicals.set(queue, known)
    return known
  }
  const lines = read.rows.map((row) => describeLine(row, at))
  const visits = new Map(read.visits.map((visit) => [visit.expertId, visit]))
  const booked = Map.groupBy(read.booked, ({ expertId }) => expertId)
  const working = read.doctors
    .filter(({ paused }) => !paused)
    .map((doctor): WorkingDoctor => {
      const visit = visits.get(doctor.expertId)
      return {
        ...doctor,
        freeIn:
          visit === undefined ? 0 : minutesLeft(typical(visit.specialty ?? 'triage'), -minutesTo(visit.since, at)),
        shiftEndsIn: minutesTo(doctor.shiftEndsAt, at),
        bookedIn: (booked.get(doctor.expertId) ?? []).map(({ startsAt }) => minutesTo(startsAt, at)),
      }
    })
  const forecast = new Forecast(lines, working, typical, at)
  return { at, lines, forecast, doctors: read.doctors, coming: read.coming }
}

function describeLine({ ofChildren, callableFrom, arrivals, ...row }: LineRow, at: Temporal.Instant): RoomLine {
  const facts = { ...row, birthDate: ofChildren ? at.toString().slice(0, 10) : null }
  return {
    ...facts,
    name: lineOf(facts, at),
    arrivals,
    waited: arrivals.map((arrivedAt) => (at.epochMilliseconds - arrivedAt) / 60_000),
    callableIn: (callableFrom ?? []).map((from) => Math.max(0, (from - at.epochMilliseconds) / 60_000)),
  }
}

function minutesTo(then: Temporal.Instant, now: Temporal.Instant): number {
  return (then.epochMilliseconds - now.epochMilliseconds) / 60_000
}
