import {
  AccessToken,
  type ParticipantInfo,
  RoomServiceClient,
  ServerError,
  TrackSource,
  type WebhookEvent,
  WebhookReceiver,
} from 'livekit-server-sdk'
import {
  type Admission,
  type Carrier,
  CarrierError,
  type CarrierEvent,
  type Entry,
  type Presence,
  type Source,
} from './carrier.ts'

export interface LiveKitAccess {
  /** `ws:`, `wss:`, `http:` or `https:`: where browsers connect to, and the API answers. */
  readonly url: string
  readonly apiKey: string
  readonly apiSecret: string
}

/** LiveKit itself tolerates clocks that are a minute apart, so its server accepts a token for up to twice this. */
const TOKEN_LIFETIME_S = 60
const REQUEST_TIMEOUT_S = 3
/** A visit ends when the doctor ends it: the room outlives any stretch in which nobody is connected. */
const EMPTY_TIMEOUT_S = 12 * 60 * 60
/** Patient, relative, interpreter and experts, with room for somebody's not yet noticed dead connection. */
const MAX_PARTICIPANTS = 8

const SOURCES: readonly (readonly [Source, TrackSource])[] = [
  ['microphone', TrackSource.MICROPHONE],
  ['camera', TrackSource.CAMERA],
  ['screen', TrackSource.SCREEN_SHARE],
]

/** The carrier over a LiveKit server, a cluster of them, or LiveKit's cloud. Holds no connection: nothing to close. */
export function liveKitCarrier({ url, apiKey, apiSecret }: LiveKitAccess): Carrier {
  const browserUrl = url.replace(/^http/, 'ws').replace(/\/$/, '')
  const rooms = new RoomServiceClient(url.replace(/^ws/, 'http'), apiKey, apiSecret, {
    requestTimeout: REQUEST_TIMEOUT_S,
  })
  const webhooks = new WebhookReceiver(apiKey, apiSecret)

  async function isOpen(room: string): Promise<boolean> {
    return (await rooms.listRooms([room])).length > 0
  }

  return {
    url: browserUrl,

    async openRoom(room) {
      await asking(() =>
        rooms.createRoom({
          name: room,
          emptyTimeout: EMPTY_TIMEOUT_S,
          departureTimeout: EMPTY_TIMEOUT_S,
          maxParticipants: MAX_PARTICIPANTS,
        }),
      )
    },

    async admit({ room, identity, displayName, mayPublish }: Admission): Promise<Entry> {
      const token = new AccessToken(apiKey, apiSecret, { identity, name: displayName, ttl: TOKEN_LIFETIME_S })
      token.addGrant({
        roomJoin: true,
        room,
        canSubscribe: true,
        canPublish: mayPublish.length > 0,
        canPublishSources: SOURCES.filter(([name]) => mayPublish.includes(name)).map(([, source]) => source),
        canPublishData: true,
        canUpdateOwnMetadata: false,
      })
      const expiresAt = Temporal.Now.instant().add({ seconds: TOKEN_LIFETIME_S })
      return { url: browserUrl, token: await token.toJwt(), expiresAt }
    },

    async remove(room, identity) {
      await asking(() => rooms.removeParticipant(room, identity)).catch(unlessNotFound)
    },

    async closeRoom(room) {
      await asking(() => rooms.deleteRoom(room)).catch(unlessNotFound)
    },

    async whoIsThere(room) {
      const participants = await asking(() => rooms.listParticipants(room))
      if (participants.length === 0 && !(await asking(() => isOpen(room)))) {
        throw new CarrierError('notFound', 'LiveKit has no such room')
      }
      return participants.map(presenceOf)
    },

    async readEvent(body, authorization) {
      try {
        return eventOf(await webhooks.receive(body, authorization))
      } catch (error) {
        throw new CarrierError('forged', 'a webhook that LiveKit did not sign, or that is none', error)
      }
    },
  }
}

async function asking<T>(request: () => Promise<T>): Promise<T> {
  try {
    return await request()
  } catch (error) {
    if (!(error instanceof ServerError)) throw new CarrierError('unreachable', 'LiveKit does not answer', error)
    if (error.code === 'not_found') throw new CarrierError('notFound', error.message, error)
    const kind = error.status >= 500 || error.status === 429 ? 'unreachable' : 'refused'
    throw new CarrierError(kind, `LiveKit answered ${error.status}: ${error.message}`, error)
  }
}

function unlessNotFound(error: unknown): void {
  if (!(error instanceof CarrierError) || error.kind !== 'notFound') throw error
}

function presenceOf(participant: ParticipantInfo): Presence {
  const published = new Set(participant.tracks.map((track) => track.source))
  return {
    identity: participant.identity,
    entryId: participant.sid,
    joinedAt: Temporal.Instant.fromEpochMilliseconds(Number(participant.joinedAtMs)),
    publishes: SOURCES.filter(([, source]) => published.has(source)).map(([name]) => name),
  }
}

function eventOf(event: WebhookEvent): CarrierEvent | undefined {
  if (!event.room) return undefined
  const common = {
    id: event.id,
    room: event.room.name,
    occurredAt: Temporal.Instant.fromEpochMilliseconds(Number(event.createdAt) * 1000),
  }
  switch (event.event) {
    case 'room_started':
      return { ...common, kind: 'roomOpened' }
    case 'room_finished':
      return { ...common, kind: 'roomClosed' }
    case 'participant_joined':
    case 'participant_left': {
      if (!event.participant) return undefined
      const kind = event.event === 'participant_joined' ? 'joined' : 'left'
      return { ...common, kind, identity: event.participant.identity, entryId: event.participant.sid }
    }
    default:
      return undefined
  }
}
