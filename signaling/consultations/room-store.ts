import type { Kysely, Transaction } from 'kysely'
import type { Database } from '../../db/tables.ts'

interface Abandoned {
  readonly roomName: string
  readonly consultationId: string
  readonly now: Temporal.Instant
}

/** From this commit on the room is to be closed, and closed again until no token for it can be valid. */
export async function abandonRoom(
  trx: Transaction<Database>,
  { roomName, consultationId, now }: Abandoned,
): Promise<void> {
  await trx.insertInto('abandonedRoom').values({ roomName, consultationId, abandonedAt: now, closeAt: now }).execute()
}

export interface RoomToClose {
  readonly roomName: string
  readonly abandonedAt: Temporal.Instant
}

/** Rooms whose time to be closed has come. Each is put off until `nextTry`, so that one process at a time closes it. */
export function claimRoomsToClose(
  db: Kysely<Database>,
  now: Temporal.Instant,
  nextTry: Temporal.Instant,
): Promise<RoomToClose[]> {
  return db
    .with(
      // Within the update's own condition it may be made anew for each row, and so exceed the limit.
      (cte) => cte('due').materialized(),
      (query) =>
        query
          .selectFrom('abandonedRoom')
          .select('roomName')
          .where('closeAt', '<=', now)
          .orderBy('closeAt')
          .limit(50)
          .forUpdate()
          .skipLocked(),
    )
    .updateTable('abandonedRoom')
    .from('due')
    .set({ closeAt: nextTry })
    .whereRef('abandonedRoom.roomName', '=', 'due.roomName')
    .returning(['abandonedRoom.roomName', 'abandonedAt'])
    .execute()
}

export async function closeRoomAgainAt(
  db: Kysely<Database>,
  roomName: string,
  closeAt: Temporal.Instant,
): Promise<void> {
  await db.updateTable('abandonedRoom').set({ closeAt }).where('roomName', '=', roomName).execute()
}

export async function forgetRoom(db: Kysely<Database>, roomName: string): Promise<void> {
  await db.deleteFrom('abandonedRoom').where('roomName', '=', roomName).execute()
}

export type RoomUse = 'open' | 'abandoned' | 'unknown'

/** Whether somebody may be in this room now, may no longer be, or it is none of ours. */
export async function findRoomUse(db: Kysely<Database>, roomName: string): Promise<RoomUse> {
  const abandoned = await db
    .selectFrom('abandonedRoom')
    .select('roomName')
    .where('roomName', '=', roomName)
    .executeTakeFirst()
  if (abandoned !== undefined) return 'abandoned'
  const encounter = await db
    .selectFrom('encounter')
    .select('endedAt')
    .where('roomName', '=', roomName)
    .executeTakeFirst()
  if (encounter === undefined) return 'unknown'
  return encounter.endedAt === null ? 'open' : 'abandoned'
}
