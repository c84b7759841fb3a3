import type { Kysely, Selectable, Transaction } from 'kysely'
import type { Database } from '../../db/tables.ts'
import type { Message } from './contract.ts'
import type { ParticipantRow } from './seat-store.ts'
import { hasLeftPanel } from './store.ts'

type MessageRow = Selectable<Database['message']>

/** A message, with its place in the order of its conversation. */
export interface PlacedMessage {
  readonly position: number
  readonly message: Message
}

function messagesOf(db: Kysely<Database>, consultationId: string) {
  return db
    .selectFrom('message')
    .innerJoin('participant', 'participant.id', 'message.participantId')
    .select([
      'message.position',
      'message.id',
      'message.participantId',
      'participant.name as senderName',
      'participant.kind as senderKind',
      'message.body',
      'message.sentAt',
      'message.idempotencyKey',
    ])
    .where('message.consultationId', '=', consultationId)
}

type MessageLine = Awaited<ReturnType<ReturnType<typeof messagesOf>['execute']>>[number]

function place({ position, sentAt, ...said }: MessageLine): PlacedMessage {
  return { position, message: { ...said, sentAt: sentAt.toString() } }
}

/** The last messages of a conversation, or the last before a position, oldest first. */
export async function listLastMessages(
  db: Kysely<Database>,
  consultationId: string,
  { before, limit }: { readonly before?: number | undefined; readonly limit: number },
): Promise<PlacedMessage[]> {
  const rows = await messagesOf(db, consultationId)
    .$if(before !== undefined, (query) => query.where('message.position', '<', before ?? 0))
    .orderBy('message.position', 'desc')
    .limit(limit)
    .execute()
  return rows.toReversed().map(place)
}

/** What has been written since, oldest first. */
export async function listMessagesAfter(
  db: Kysely<Database>,
  consultationId: string,
  position: number,
): Promise<PlacedMessage[]> {
  const rows = await messagesOf(db, consultationId)
    .where('message.position', '>', position)
    .orderBy('message.position')
    .execute()
  return rows.map(place)
}

/** Where a message stands; undefined for one that is in another conversation, or nowhere. */
export async function findPosition(
  db: Kysely<Database>,
  consultationId: string,
  messageId: string,
): Promise<number | undefined> {
  const row = await db
    .selectFrom('message')
    .select('position')
    .where('consultationId', '=', consultationId)
    .where('id', '=', messageId)
    .executeTakeFirst()
  return row?.position
}

/** When a seat wrote the nth of its latest messages; undefined where it has written fewer. */
export async function findNthLatestSentAt(
  db: Kysely<Database>,
  participantId: string,
  nth: number,
): Promise<Temporal.Instant | undefined> {
  const row = await db
    .selectFrom('message')
    .select('sentAt')
    .where('participantId', '=', participantId)
    .orderBy('position', 'desc')
    .offset(nth - 1)
    .limit(1)
    .executeTakeFirst()
  return row?.sentAt
}

/** Answers the message already there where two of the same key arrive at once. */
export async function insertMessage(
  trx: Transaction<Database>,
  { consultationId, participantId, idempotencyKey, body, sentAt }: Omit<MessageRow, 'id' | 'position'>,
): Promise<MessageRow> {
  const inserted = await trx
    .insertInto('message')
    .values({ consultationId, participantId, idempotencyKey, body, sentAt })
    .onConflict((conflict) => conflict.constraint('message_idempotency').doNothing())
    .returningAll()
    .executeTakeFirst()
  const message = inserted ?? (await findMessageByKey(trx, participantId, idempotencyKey))
  if (message === undefined) throw new Error('a message that was there is gone')
  return message
}

export function findMessageByKey(
  db: Kysely<Database>,
  participantId: string,
  idempotencyKey: string,
): Promise<MessageRow | undefined> {
  return db
    .selectFrom('message')
    .selectAll()
    .where('participantId', '=', participantId)
    .where('idempotencyKey', '=', idempotencyKey)
    .executeTakeFirst()
}

export type SeatLine = Pick<ParticipantRow, 'id' | 'accountId' | 'kind' | 'status'> & {
  /** An expert who is on the panel no more, or signs in no more. */
  readonly hasLeft?: boolean
}

export function listSeats(db: Kysely<Database>, consultationId: string): Promise<SeatLine[]> {
  return db
    .selectFrom('participant')
    .leftJoin('expert', 'expert.accountId', 'participant.accountId')
    .leftJoin('account', 'account.id', 'expert.accountId')
    .select(['participant.id', 'participant.accountId', 'participant.kind', 'participant.status'])
    .select(hasLeftPanel.as('hasLeft'))
    .where('consultationId', '=', consultationId)
    .execute()
}
