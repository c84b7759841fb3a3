import { CarrierError } from '../../media/carrier.ts'
import type { Dependencies } from '../dependencies.ts'
import { AppError } from '../errors.ts'
import type { Entry } from './contract.ts'
import { lookSoon } from './presence-store.ts'
import { claimRoomsToClose, closeRoomAgainAt, findRoomUse, forgetRoom, type RoomToClose } from './room-store.ts'
import { nextClosing, publishes } from './rules.ts'
import type { ParticipantRow } from './seat-store.ts'
import type { EncounterRow } from './store.ts'

type Room = Pick<EncounterRow, 'roomName' | 'roomEpoch'>
type Guest = Pick<ParticipantRow, 'id' | 'kind' | 'name'>

/**
 * The way into a room for somebody whose admission has been committed; undefined if the visit has ended or moved to another
 * room meanwhile.
 * @throws videoUnavailable (503) if the carrier can't be reached, videoComing while there is none yet
 */
export async function giveEntry(
  { carrier, db, log }: Dependencies,
  { roomName, roomEpoch }: Room,
  { id, kind, name }: Guest,
): Promise<Entry | undefined> {
  try {
    await carrier.openRoom(roomName)
    const entry = await carrier.admit({
      room: roomName,
      identity: id,
      displayName: name,
      mayPublish: publishes(kind),
    })
    // Had the room been abandoned before it was opened here, it would stand open again.
    if ((await findRoomUse(db, roomName)) !== 'open') {
      await carrier.closeRoom(roomName)
      return undefined
    }
    const validSeconds = Math.round(entry.expiresAt.since(Temporal.Now.instant()).total('seconds'))
    return { url: entry.url, token: entry.token, participantId: id, validSeconds, roomEpoch }
  } catch (error) {
    if (!(error instanceof CarrierError)) throw error
    log.warn({ err: error }, 'the video carrier could not open a room')
    throw new AppError(503, error.kind === 'coming' ? 'videoComing' : 'videoUnavailable', { cause: error })
  }
}

/** Right after the commit that abandoned a room. What fails here is done by {@link reconcileRooms}. */
export async function closeAbandonedRoom({ carrier, log }: Dependencies, roomName: string): Promise<void> {
  try {
    await carrier.closeRoom(roomName)
  } catch (error) {
    log.warn({ err: error }, 'a room could not be closed; it will be tried again')
  }
}

const retryAfter = { seconds: 10 }

/**
 * Closes the rooms of visits that are over or have moved, again and again until nobody can hold a token that would open them.
 * Meant to be called every few seconds, by any number of processes. Returns how many rooms were closed for the last time.
 */
export async function reconcileRooms(dependencies: Dependencies): Promise<number> {
  const now = dependencies.clock.now()
  const rooms = await claimRoomsToClose(dependencies.db, now, now.add(retryAfter))
  const done = await Promise.all(rooms.map((room) => closeOnce(dependencies, room, now)))
  return done.filter(Boolean).length
}

async function closeOnce(
  { carrier, db, log }: Dependencies,
  room: RoomToClose,
  now: Temporal.Instant,
): Promise<boolean> {
  try {
    await carrier.closeRoom(room.roomName)
  } catch (error) {
    log.warn({ err: error }, 'a room could not be closed; it will be tried again')
    return false
  }
  const again = nextClosing(room, now)
  if (again === undefined) await forgetRoom(db, room.roomName)
  else await closeRoomAgainAt(db, room.roomName, again)
  return again === undefined
}

/**
 * A webhook of the carrier. It may come late, twice, in any order or never, so that nothing is believed of it but that a room
 * is worth a look: one that nobody may be in any more is closed, and into that of a visit under way the room keeper looks with
 * its next round.
 * @throws forbidden (403) if the carrier did not sign it
 */
export async function receiveCarrierEvent(
  dependencies: Dependencies,
  body: string,
  authorization: string | undefined,
): Promise<void> {
  const event = await dependencies.carrier.readEvent(body, authorization).catch((error: unknown) => {
    if (error instanceof CarrierError && error.kind === 'forged') throw new AppError(403, 'forbidden', { cause: error })
    throw error
  })
  if (event?.kind === 'joined' || event?.kind === 'left') {
    await lookSoon(dependencies.db, event.room, dependencies.clock.now())
  }
  if (event?.kind !== 'roomOpened' && event?.kind !== 'joined') return
  if ((await findRoomUse(dependencies.db, event.room)) === 'abandoned') {
    await closeAbandonedRoom(dependencies, event.room)
  }
}
