import { type AccessRule, authorize, type Viewer } from '../access.ts'
import type { Dependencies } from '../dependencies.ts'
import { notFound } from '../errors.ts'
import { consultationAccess } from './access.ts'
import type { MessagePage, MessageQuery, NewMessages } from './contract.ts'
import {
  findPosition,
  listLastMessages,
  listMessagesAfter,
  listSeats,
  type PlacedMessage,
  type SeatLine,
} from './conversation-store.ts'
import { relationOfDoctor } from './ties.ts'
import { listCallSeats } from './call-store.ts'
import { findEncounter } from './store.ts'

/** Messages of a page: more than a visit usually has, and not more than a phone takes at once. */
const pageLength = 200
/** Characters of a page's messages, for the same phone: some 300 kB where they are Chinese. */
const pageCharacters = 100_000

/** Who may read along, as far as it hangs on the visit. */
export interface Audience {
  readonly consultationId: string
  readonly expertId: string
  readonly isOpen: boolean
  /** How the doctor who held or called it stands to it. */
  readonly doctor: 'treating' | 'called' | undefined
  readonly seats: readonly SeatLine[]
}

/** What those who follow a conversation have been told: its last messages, and who they are. */
export interface Told {
  readonly audience: Audience
  readonly messages: readonly PlacedMessage[]
  readonly hasEarlier: boolean
  /** What was written since they were told before, also where it is more than a page. */
  readonly written: readonly PlacedMessage[]
}

/** The relations of {@link consultationAccess} in which a viewer may read along; what findTies says, of seats in hand. */
function relationsTo({ consultationId, expertId, isOpen, doctor, seats }: Audience, viewer: Viewer): string[] {
  if (viewer.role === 'guest') {
    const seat = seats.find(({ id }) => id === viewer.seatId)
    const inside = viewer.consultationId === consultationId && seat?.accountId === null && seat.status === 'admitted'
    return inside && isOpen ? ['admitted'] : []
  }
  const seat = seats.find(({ accountId }) => accountId === viewer.accountId)
  if (seat?.kind === 'patient') return ['owner']
  if (viewer.expertId === undefined) return []
  if (viewer.expertId === expertId) return doctor === undefined ? [] : [doctor]
  return seat?.status === 'admitted' && seat.hasLeft !== true ? ['admitted'] : []
}

async function findAudience(db: Dependencies['db'], consultationId: string): Promise<Audience> {
  const encounter = await findEncounter(db, consultationId)
  if (encounter === undefined) throw notFound()
  const doctor = await relationOfDoctor(db, encounter)
  const called = await listCallSeats(db, encounter)
  const seats = called.length === 0 ? await listSeats(db, consultationId) : called
  return { consultationId, expertId: encounter.expertId, isOpen: encounter.endedAt === null, doctor, seats }
}

/** A page of a conversation, for those who take part in it; guests only while they are in. @throws notFound (404) */
export async function readMessages(
  { db }: Pick<Dependencies, 'db'>,
  viewer: Viewer,
  consultationId: string,
  { before: beforeId }: MessageQuery,
): Promise<MessagePage> {
  const rule = viewer.role === 'guest' ? consultationAccess.readMessagesAsGuest : consultationAccess.readMessages
  allow(rule, await findAudience(db, consultationId), viewer)
  const before = beforeId === undefined ? undefined : await findPosition(db, consultationId, beforeId)
  if (beforeId !== undefined && before === undefined) throw notFound()
  return showPage(await readPage(db, consultationId, before))
}

function allow(rule: AccessRule, audience: Audience, viewer: Viewer): void {
  authorize(rule, viewer, relationsTo(audience, viewer))
}

async function readPage(db: Dependencies['db'], consultationId: string, before?: number) {
  const found = await listLastMessages(db, consultationId, { before, limit: pageLength + 1 })
  return lastPage(found)
}

/** The last of these, as many as a page takes. */
function lastPage(messages: readonly PlacedMessage[]): Pick<Told, 'messages' | 'hasEarlier'> {
  let characters = 0
  const before = messages.findLastIndex(({ message }, index) => {
    characters += message.body.length
    return messages.length - index > pageLength || characters > pageCharacters
  })
  return { messages: messages.slice(before + 1), hasEarlier: before >= 0 }
}

/** With what has been told so far, only what was written since is read. */
export async function readFollowed(
  { db }: Pick<Dependencies, 'db'>,
  consultationId: string,
  previous: Told | undefined,
): Promise<Told> {
  const audience = await findAudience(db, consultationId)
  if (previous === undefined) return { audience, ...(await readPage(db, consultationId)), written: [] }
  const written = await listMessagesAfter(db, consultationId, previous.messages.at(-1)?.position ?? 0)
  const { messages, hasEarlier } = lastPage([...previous.messages, ...written])
  return { audience, messages, hasEarlier: previous.hasEarlier || hasEarlier, written }
}

export function allowFollower({ audience }: Told, viewer: Viewer): void {
  allow(consultationAccess.follow, audience, viewer)
}

export function showPage({ messages, hasEarlier }: Pick<Told, 'messages' | 'hasEarlier'>): MessagePage {
  return { messages: messages.map(({ message }) => message), hasEarlier }
}

/** What was written since they were told before; undefined where that is nothing. */
export function showNew({ written }: Told): NewMessages | undefined {
  return written.length === 0 ? undefined : { messages: written.map(({ message }) => message) }
}
