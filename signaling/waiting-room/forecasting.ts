import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Kysely } from 'kysely'
import type { Database } from '../../db/tables.ts'
import type { Reading } from '../dependencies.ts'
import type { QueueName } from '../shapes.ts'
import type { PanelDoctor } from './duty-store.ts'
import { minutesLeft, typicalMinutes, type Waiting } from './rules/estimate.ts'
import { type ComingShift, findRoom, type LineRow } from './figures-store.ts'
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
  /** These, and whoever is with somebody though their shift is over. */
  readonly present: readonly PanelDoctor[]
  readonly coming: readonly ComingShift[]
  /** How many wait in each queue, also those who can't be called at the moment. */
  readonly waiting: Waiting
}

export interface RoomLine extends WaitingLine {
  /** Milliseconds since 1970, in the order of the keys. */
  readonly arrivals: readonly number[]
}

interface UnderWay {
  readonly running: Promise<Prospects>
  /** Whether the room has been looked at. */
  hasBegun: boolean
  next: Promise<Prospects> | undefined
}

const readings = new WeakMap<Kysely<Database>, UnderWay>()

/** What home, queues and board are drawn from. */
export const theForecast = Symbol('forecast')

/**
 * The one forecast that home, queue, board and outlook are told from. It is made for all who ask at once, as one change makes
 * them do: whoever asks while one is being made gets the next, which has seen what had committed by then.
 */
export function readProspects(dependencies: Reading): Promise<Prospects> {
  const { db } = dependencies
  const reading = readings.get(db)
  if (reading === undefined) return start(dependencies)
  if (!reading.hasBegun) return reading.running
  reading.next ??= reading.running.then(
    () => start(dependencies),
    () => start(dependencies),
  )
  return reading.next
}

function start(dependencies: Reading): Promise<Prospects> {
  const { db } = dependencies
  const reading: UnderWay = { running: begin(), hasBegun: false, next: undefined }
  async function begin(): Promise<Prospects> {
    await nextTurn()
    reading.hasBegun = true
    return await makeProspects(dependencies)
  }
  readings.set(db, reading)
  const rest = (): void => {
    if (reading.next === undefined && readings.get(db) === reading) readings.delete(db)
  }
  reading.running.then(rest, rest)
  return reading.running
}

/** Milliseconds: a forecast that took longer is good for a while. */
const longReading = 50
const goodForAtMost = 1_000

const recent = new WeakMap<Kysely<Database>, { readonly prospects: Prospects; readonly until: number }>()

/**
 * For whoever asks by themselves, as often as they like: in a crowd, where a forecast takes a good part of a second, the last one for
 * twice as long, a second at most.
 */
export async function readRecentProspects(dependencies: Reading): Promise<Prospects> {
  const last = recent.get(dependencies.db)
  return last !== undefined && performance.now() < last.until ? last.prospects : await readProspects(dependencies)
}

async function makeProspects(dependencies: Reading): Promise<Prospects> {
  const beganAt = performance.now()
  const prospects = await lookAtRoom(dependencies)
  const endedAt = performance.now()
  const tookMs = endedAt - beganAt
  const until = endedAt + Math.min(2 * tookMs, goodForAtMost)
  if (tookMs > longReading) recent.set(dependencies.db, { prospects, until })
  else recent.delete(dependencies.db)
  return prospects
}

async function lookAtRoom({ db, clock }: Reading): Promise<Prospects> {
  const at = clock.now()
  const room = await findRoom(db, at, { grownUpBornBy: grownUpBornBy(at), callableBy: afterMissedCall(at) })
  const { present } = room
  const doctors = present.filter(({ shiftEndsAt }) => Temporal.Instant.compare(shiftEndsAt, at) > 0)
  const typicals = new Map<QueueName, number>()
  const typical = (queue: QueueName): number => {
    const known = typicals.get(queue) ?? typicalMinutes(queue, room.lastVisits.get(queue) ?? [])
    typicals.set(queue, known)
    return known
  }
  const lines = room.lines.map((row) => describeLine(row, at))
  const visits = new Map(room.visits.map((visit) => [visit.expertId, visit]))
  const booked = Map.groupBy(room.booked, ({ expertId }) => expertId)
  const working = doctors
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
  return { at, lines, forecast, doctors, present, coming: room.coming, waiting: room.waiting }
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
