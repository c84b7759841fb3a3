import {
  AudioPresets,
  ConnectionQuality,
  ConnectionState,
  DisconnectReason,
  Room,
  RoomEvent,
  Track,
} from 'livekit-client'
import type { Participant, RemoteParticipant, RemoteTrack, RoomOptions } from 'livekit-client'
import { Listeners } from '../../listeners.ts'
import type { Line, LineState, Other, OutBecause, Picture, Quality, Wants, Way } from './carrier.ts'
import { readDevices } from './devices.ts'
import type { Devices } from './devices.ts'
import { OwnDevices } from './own-devices.ts'

/**
 * LiveKit holds a wavering connection for so long; then the application comes in anew with a fresh token, which also
 * works where LiveKit has been restarted and knows the room no more.
 */
const holdForMs = 10_000

function roomOptions(): RoomOptions {
  const { speaker } = readDevices()
  return {
    adaptiveStream: true,
    dynacast: true,
    publishDefaults: { audioPreset: AudioPresets.speech, dtx: true, red: true },
    ...(speaker !== undefined && { audioOutput: { deviceId: speaker } }),
    reconnectPolicy: {
      nextRetryDelayInMs: ({ elapsedMs, retryCount }) =>
        elapsedMs > holdForMs ? null : Math.min(2_000, 250 * retryCount ** 2),
    },
  }
}

const qualities: Readonly<Record<ConnectionQuality, Quality>> = {
  [ConnectionQuality.Excellent]: 'good',
  [ConnectionQuality.Good]: 'good',
  [ConnectionQuality.Poor]: 'weak',
  [ConnectionQuality.Lost]: 'lost',
  [ConnectionQuality.Unknown]: 'unknown',
}

function outBecauseOf(reason: DisconnectReason | undefined): OutBecause {
  switch (reason) {
    case DisconnectReason.DUPLICATE_IDENTITY:
      return 'elsewhere'
    case DisconnectReason.PARTICIPANT_REMOVED:
    case DisconnectReason.ROOM_DELETED:
    case DisconnectReason.ROOM_CLOSED:
      return 'sentOut'
    default:
      return 'lost'
  }
}

const pictures = new WeakMap<Track, Picture>()

/** The same track is the same picture, so that nothing is attached anew when something else changes. */
function pictureOf(track: Track | undefined): Picture | undefined {
  if (track === undefined) return undefined
  let picture = pictures.get(track)
  if (picture === undefined) {
    picture = { attach: (element) => void track.attach(element), detach: (element) => void track.detach(element) }
    pictures.set(track, picture)
  }
  return picture
}

function otherOf(participant: RemoteParticipant): Other {
  const camera = participant.getTrackPublication(Track.Source.Camera)
  const microphone = participant.getTrackPublication(Track.Source.Microphone)
  const sendsPicture = camera !== undefined && !camera.isMuted
  return {
    id: participant.identity,
    picture: sendsPicture ? pictureOf(camera.videoTrack) : undefined,
    pictureHeld: sendsPicture && camera.track?.streamState === Track.StreamState.Paused,
    sendsPicture,
    sendsVoice: microphone !== undefined && !microphone.isMuted,
    speaking: participant.isSpeaking,
    quality: qualities[participant.connectionQuality],
  }
}

class LiveKitLine implements Line {
  readonly #room = new Room(roomOptions())
  readonly #listeners = new Listeners()
  readonly #sounds = new Map<Track, HTMLMediaElement>()
  readonly #own: OwnDevices
  #wants: Wants
  #outBecause: OutBecause | undefined
  #joining = true
  #state: LineState

  constructor(wants: Wants) {
    this.#wants = wants
    this.#own = new OwnDevices(this.#room, wants, () => this.#changed())
    this.#state = this.#look()
    for (const event of [
      RoomEvent.ConnectionStateChanged,
      RoomEvent.ParticipantConnected,
      RoomEvent.ParticipantDisconnected,
      RoomEvent.TrackUnpublished,
      RoomEvent.TrackMuted,
      RoomEvent.TrackUnmuted,
      RoomEvent.LocalTrackPublished,
      RoomEvent.LocalTrackUnpublished,
      RoomEvent.TrackStreamStateChanged,
      RoomEvent.ConnectionQualityChanged,
      RoomEvent.ActiveSpeakersChanged,
      RoomEvent.AudioPlaybackStatusChanged,
    ] as const) {
      this.#room.on(event, () => this.#changed())
    }
    this.#room
      .on(RoomEvent.TrackPublished, () => this.#chooseVideos())
      .on(RoomEvent.TrackSubscribed, (track) => this.#hear(track))
      .on(RoomEvent.TrackUnsubscribed, (track) => this.#unhear(track))
      .on(RoomEvent.Disconnected, (reason) => this.#out(outBecauseOf(reason)))
  }

  read(): LineState {
    return this.#state
  }

  watch(listener: () => void): () => void {
    return this.#listeners.add(listener)
  }

  async join({ url, token }: Way): Promise<void> {
    try {
      await this.#room.connect(url, token, { maxRetries: 1, websocketTimeout: 8_000, peerConnectionTimeout: 12_000 })
    } catch (reason) {
      this.#out('lost')
      throw reason
    }
    this.#joining = false
    this.#changed()
    this.#chooseVideos()
    this.#own.start()
  }

  leave(): void {
    this.#out('left')
    void this.#room.disconnect(true)
  }

  want(wants: Wants): void {
    this.#wants = wants
    this.#chooseVideos()
    this.#own.want(wants)
    this.#changed()
  }

  choose(change: Devices): void {
    void this.#own.choose(change)
  }

  turnCamera(): Promise<string | undefined> {
    return this.#own.turnCamera()
  }

  async startSound(): Promise<void> {
    await this.#room.startAudio()
    this.#changed()
  }

  #out(because: OutBecause): void {
    this.#outBecause ??= because
    this.#own.stop()
    for (const track of this.#sounds.keys()) this.#unhear(track)
    this.#changed()
  }

  #changed(): void {
    this.#state = this.#look()
    this.#listeners.tell()
  }

  #look(): LineState {
    const { state, localParticipant, remoteParticipants } = this.#room
    const out = this.#outBecause !== undefined
    const wavering = state === ConnectionState.Reconnecting || state === ConnectionState.SignalReconnecting
    const camera = localParticipant.getTrackPublication(Track.Source.Camera)
    return {
      connection: out ? 'out' : this.#joining ? 'joining' : wavering ? 'wavering' : 'inside',
      outBecause: this.#outBecause,
      others: out ? [] : [...remoteParticipants.values()].map(otherOf),
      ownPicture: this.#own.camera === 'on' ? pictureOf(camera?.videoTrack) : undefined,
      microphone: this.#own.microphone,
      camera: this.#own.camera,
      inUse: this.#own.inUse,
      fellBack: this.#own.fellBack,
      facesAway: this.#own.facesAway,
      speaking: localParticipant.isSpeaking,
      quality: qualities[(localParticipant satisfies Participant).connectionQuality],
      soundBlocked: !out && !this.#joining && !this.#room.canPlaybackAudio,
    }
  }

  #hear(track: RemoteTrack): void {
    if (track.kind === Track.Kind.Audio && !this.#sounds.has(track)) {
      const element = track.attach()
      element.hidden = true
      document.body.append(element)
      this.#sounds.set(track, element)
    }
    this.#changed()
  }

  #unhear(track: Track): void {
    this.#sounds.get(track)?.remove()
    this.#sounds.delete(track)
    track.detach()
    this.#changed()
  }

  /** With the voice first, no video is asked for at all: not even a small one takes from the link. */
  #chooseVideos(): void {
    for (const participant of this.#room.remoteParticipants.values()) {
      for (const publication of participant.videoTrackPublications.values()) {
        publication.setSubscribed(!this.#wants.voiceFirst)
      }
    }
    this.#changed()
  }
}

export function openLiveKitLine(wants: Wants): Line {
  return new LiveKitLine(wants)
}
