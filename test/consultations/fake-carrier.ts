import { type Carrier, CarrierError, type CarrierEvent } from '../../media/carrier.ts'

/** A carrier whose rooms a test fills and empties, and that can be made silent. It tells of nothing by itself. */
export interface FakeCarrier extends Carrier {
  /** Who is in which room, by identity. */
  readonly rooms: Map<string, Set<string>>
  isReachable: boolean
  /** How often it was asked who is in a room. */
  asked: number
  /** As after a restart: it knows none of its rooms. */
  forgetRooms(): void
}

export function createFakeCarrier(): FakeCarrier {
  const rooms = new Map<string, Set<string>>()
  function requireReachable(): void {
    if (!carrier.isReachable) throw new CarrierError('unreachable', 'no answer')
  }
  const carrier: FakeCarrier = {
    url: 'ws://127.0.0.1:1',
    rooms,
    isReachable: true,
    asked: 0,
    forgetRooms: () => rooms.clear(),
    async openRoom(room) {
      requireReachable()
      if (!rooms.has(room)) rooms.set(room, new Set())
    },
    admit: ({ identity }) =>
      Promise.resolve({ url: carrier.url, token: identity, expiresAt: Temporal.Now.instant().add({ seconds: 60 }) }),
    remove: (room, identity) => Promise.resolve(void rooms.get(room)?.delete(identity)),
    async closeRoom(room) {
      requireReachable()
      rooms.delete(room)
    },
    async whoIsThere(room) {
      carrier.asked += 1
      requireReachable()
      const present = rooms.get(room)
      if (present === undefined) throw new CarrierError('notFound', 'no such room')
      const joinedAt = Temporal.Now.instant()
      return [...present].map((identity) => ({ identity, entryId: identity, joinedAt, publishes: [] }))
    },
    readEvent: (body) => {
      const { occurredAt, ...event } = JSON.parse(body) as CarrierEvent
      return Promise.resolve({ ...event, occurredAt: Temporal.Instant.from(String(occurredAt)) })
    },
  }
  return carrier
}
