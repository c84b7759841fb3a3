import {
  AudioPresets,
  ConnectionQuality,
  ConnectionState,
  DisconnectReason,
  Room,
  RoomEvent,
  Track,
  VideoPresets,
} from 'livekit-client'
import type { Participant, RemoteParticipant, RemoteTrack, RoomOptions } from 'livekit-client'
import type { DeviceState, Line, LineState, Other, OutBecause, Picture, Quality, Wants, Way } from './carrier.ts'
import { readDevices, whyNoDevice } from './devices.ts'

/**
 * LiveKit holds a wavering connection for so long; then the application comes in anew with a fresh token, which also
 * works where LiveKit has been restarted and knows the room no more.
 */
const holdForMs = 10_000

function roomOptions(): RoomOptions {
  const { camera, microphone, speaker } = readDevices()
  return {
    adaptiveStream: true,
    dynacast: true,
    publishDefaults: { audioPreset: AudioPresets.speech, dtx: true, red: true },
    videoCaptureDefaults: {
      resolution: VideoPresets.h540.resolution,
      ...(camera !== undefined && { deviceId: { ideal: camera } }),
    },
    audioCaptureDefaults: {
      echoCancellation: true,
      noiseSuppression: true,
      autoGainControl: true,
      ...(microphone !== undefined && { deviceId: { ideal: microphone } }),
    },
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

type Device = 'microphone' | 'camera'

class LiveKitLine implements Line {
  readonly #room = new Room(roomOptions())
  readonly #listeners = new Set<() => void>()
  readonly #sounds = new Map<Track, HTMLMediaElement>()
  readonly #devices: Record<Device, DeviceState> = { microphone: 'off', camera: 'off' }
  #wants: Wants
  #outBecause: OutBecause | undefined
  #joining = true
  #state: LineState
  #settling = false

  constructor(wants: Wants) {
    this.#wants = wants
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
    document.addEventListener('visibilitychange', this.#wake)
  }

  read(): LineState {
    return this.#state
  }

  watch(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
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
    this.#settle()
  }

  leave(): void {
    this.#out('left')
    void this.#room.disconnect(true)
  }

  want(wants: Wants): void {
    this.#wants = wants
    // Somebody asks again for what could not be had: they may have allowed it meanwhile, or plugged it in.
    for (const device of ['microphone', 'camera'] as const) {
      if (this.#devices[device] !== 'on' && this.#devices[device] !== 'starting') this.#devices[device] = 'off'
    }
    this.#chooseVideos()
    this.#settle()
    this.#changed()
  }

  async startSound(): Promise<void> {
    await this.#room.startAudio()
    this.#changed()
  }

  #out(because: OutBecause): void {
    this.#outBecause ??= because
    document.removeEventListener('visibilitychange', this.#wake)
    for (const track of this.#sounds.keys()) this.#unhear(track)
    this.#changed()
  }

  #changed(): void {
    this.#state = this.#look()
    for (const listener of this.#listeners) listener()
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
      ownPicture: this.#devices.camera === 'on' ? pictureOf(camera?.videoTrack) : undefined,
      microphone: this.#devices.microphone,
      camera: this.#devices.camera,
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

  /** Brings microphone and camera to what is wanted, one after the other, until they are. */
  #settle(): void {
    if (this.#settling || this.#joining || this.#outBecause !== undefined) return
    this.#settling = true
    void this.#settleBoth().finally(() => {
      this.#settling = false
      this.#changed()
      if (this.#differs('microphone') || this.#differs('camera')) this.#settle()
    })
  }

  async #settleBoth(): Promise<void> {
    for (const device of ['microphone', 'camera'] as const) {
      if (this.#differs(device)) await this.#set(device, this.#wanted(device))
    }
  }

  #wanted(device: Device): boolean {
    return this.#wants[device] && !(device === 'camera' && this.#wants.voiceFirst)
  }

  #differs(device: Device): boolean {
    if (this.#outBecause !== undefined) return false
    const is = this.#devices[device]
    return this.#wanted(device) ? is === 'off' : is !== 'off'
  }

  async #set(device: Device, on: boolean): Promise<void> {
    const { localParticipant } = this.#room
    this.#devices[device] = on ? 'starting' : 'off'
    this.#changed()
    try {
      // Without a secure context there is no `mediaDevices` at all.
      if (on && !('mediaDevices' in navigator)) throw new DOMException('no devices', 'NotFoundError')
      await (device === 'camera' ? localParticipant.setCameraEnabled(on) : localParticipant.setMicrophoneEnabled(on))
      this.#devices[device] = on ? 'on' : 'off'
    } catch (reason) {
      this.#devices[device] = on ? whyNoDevice(reason) : 'off'
    }
    if (this.#outBecause !== undefined) void this.#room.disconnect(true)
    this.#changed()
  }

  /** After a phone call or sleep a phone's camera and microphone can be dead though nobody switched them off. */
  #wake = (): void => {
    if (document.visibilityState === 'hidden') return
    for (const publication of this.#room.localParticipant.trackPublications.values()) {
      const track = publication.track
      const dead = track?.mediaStreamTrack.readyState === 'ended' || track?.mediaStreamTrack.muted === true
      if (dead && !publication.isMuted) track.restartTrack?.().catch(() => undefined)
    }
  }
}

export function openLiveKitLine(wants: Wants): Line {
  return new LiveKitLine(wants)
}
