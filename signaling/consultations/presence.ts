import type { Transaction } from 'kysely'
import type { Database } from '../../db/tables.ts'
import { CarrierError } from '../../media/carrier.ts'
import type { Dependencies } from '../dependencies.ts'
import { transact } from '../live/transact.ts'
import { type InRoom, isGivenBack, nextLook, see, type Told, toldAbsence, usualPatience } from './absence.ts'
import { announceConsultation } from './announcing.ts'
import { giveBackPlace } from './leaving.ts'
import {
  claimRoomsToLookAt,
  findAbsentDoctors,
  hearDoctor,
  lockPresence,
  type PresenceRow,
  saveLook,
  seePages,
  type WatchedRoom,
} from './presence-store.ts'
import { absenceNews } from './reactions.ts'
import { findConsultation } from './store.ts'

/** Whether this process holds a live socket of an account. */
export interface OpenPages {
  isOpen(accountId: string): boolean
}

/** Rooms that one round looks into at most, and how many at a time: a rush of visits asks no more of the carrier than this. */
const roomsARound = 400
const asksAtOnce = 8
/** A process that ends in the middle of a round leaves its rooms to the others for so long. */
const retryAfter = { seconds: 10 }
/** A page that no process has seen for so long is closed. Longer than a round of all processes. */
const pageSeenWithin = { seconds: 15 }

/**
 * Looks into the rooms of the visits under way: who of the two is missing, and for how long. The screens are told of a long
 * absence, and a patient whose doctor stays away gets their place back. What the carrier reports by itself only makes a room due
 * sooner, so that it doesn't matter whether that comes late, twice, in disorder or not at all.
 * Meant to be called about every second, by any number of processes. Returns how many rooms were looked into.
 */
export async function keepPresence(dependencies: Dependencies, pages: OpenPages): Promise<number> {
  const { db, clock, log } = dependencies
  const now = clock.now()
  await reportPages(dependencies, pages)
  const rooms = await claimRoomsToLookAt(db, { now, nextTry: now.add(retryAfter), limit: roomsARound })
  const carrier = new Asking(dependencies)
  const waiting = rooms.values()
  const lookNext = async (): Promise<void> => {
    for (const room of waiting) {
      try {
        await lookInto(dependencies, room, carrier)
      } catch (error) {
        log.error({ err: error, consultationId: room.consultationId }, 'a visit could not be looked after')
      }
    }
  }
  // One iterator, several takers; one room that fails keeps no other from being looked into.
  await Promise.all(Array.from({ length: asksAtOnce }, lookNext))
  return rooms.length
}

/** Inside the transaction of what the doctor does at the console: whoever writes the note has not left the patient. */
export async function doctorWrites(
  trx: Transaction<Database>,
  consultationId: string,
  now: Temporal.Instant,
): Promise<void> {
  await hearDoctor(trx, consultationId, now)
}

async function reportPages({ db, clock }: Dependencies, pages: OpenPages): Promise<void> {
  const absent = await findAbsentDoctors(db)
  const here = absent.filter(({ accountId }) => pages.isOpen(accountId))
  if (here.length === 0) return
  await seePages(
    db,
    here.map(({ consultationId }) => consultationId),
    clock.now(),
  )
}

/** The carrier within one round: once it does not answer, the other rooms don't wait for it as well. */
class Asking {
  readonly #dependencies: Pick<Dependencies, 'carrier' | 'log'>
  #unreachable = false

  constructor(dependencies: Pick<Dependencies, 'carrier' | 'log'>) {
    this.#dependencies = dependencies
  }

  /**
   * Undefined where it can't be known. A carrier that knows no such room was restarted, or closed it behind the last who
   * left: nobody is in there.
   */
  async whoIsIn({ roomName, patientSeatId, doctorSeatId }: WatchedRoom): Promise<InRoom | undefined> {
    if (this.#unreachable) return undefined
    const { carrier, log } = this.#dependencies
    try {
      const present = new Set((await carrier.whoIsThere(roomName)).map(({ identity }) => identity))
      return { patient: present.has(patientSeatId), doctor: present.has(doctorSeatId) }
    } catch (error) {
      if (!(error instanceof CarrierError)) throw error
      if (error.kind === 'notFound') return { patient: false, doctor: false }
      if (!this.#unreachable) {
        this.#unreachable = true
        log.warn({ err: error }, 'the video carrier does not say who is in the rooms; nobody counts as gone meanwhile')
      }
      return undefined
    }
  }
}

async function lookInto(dependencies: Dependencies, room: WatchedRoom, carrier: Asking): Promise<void> {
  const { clock, settings } = dependencies
  const { consultationId } = room
  const now = clock.now()
  const inRoom = await carrier.whoIsIn(room)
  const isOver = await transact(dependencies, async (trx, announce) => {
    const former = await lockPresence(trx, consultationId)
    // The visit has ended meanwhile, or another process has looked later.
    if (former === undefined) return false
    if (former.lookedAt !== null && Temporal.Instant.compare(former.lookedAt, now) > 0) return false
    // Somebody was put out meanwhile and everybody is on the way into a new room.
    if ((await findConsultation(trx, consultationId))?.roomName !== room.roomName) return false

    const seen = see(former, inRoom, now)
    const told = toldAbsence(seen, settings.patience ?? usualPatience, now)
    const pageOpen = told?.kind === 'doctor' && isPageOpen(former, now)
    await saveLook(trx, consultationId, { ...seen, told, pageOpen, lookAt: nextLook(seen, now) })
    if (isNews(former, told, pageOpen)) {
      await announceConsultation(trx, announce, consultationId)
      announce(...absenceNews.topicsOf({ consultationId }))
    }
    return isGivenBack(told, now)
  })
  if (isOver) await giveBackPlace(dependencies, consultationId)
}

function isPageOpen({ doctorPageAt }: PresenceRow, now: Temporal.Instant): boolean {
  return doctorPageAt !== null && Temporal.Instant.compare(doctorPageAt.add(pageSeenWithin), now) >= 0
}

function isNews(former: PresenceRow, told: Told | undefined, pageOpen: boolean): boolean {
  return (
    former.told !== (told?.kind ?? null) ||
    former.pageOpen !== pageOpen ||
    !isSame(former.toldSince, told?.since ?? null) ||
    !isSame(former.giveBackAt, told?.giveBackAt ?? null)
  )
}

function isSame(one: Temporal.Instant | null, other: Temporal.Instant | null): boolean {
  return one === null || other === null ? one === other : one.equals(other)
}
