import { ConnectionState, Track } from 'livekit-client'
import type { LocalTrack, LocalTrackPublication, Room } from 'livekit-client'
import { cameraOptions, microphoneOptions } from './capture.ts'
import { ChosenDevices } from './chosen-devices.ts'
import type { DeviceState, FellBack, Wants } from './carrier.ts'
import { whyNoDevice } from './devices.ts'
import type { Devices } from './devices.ts'

type Device = 'microphone' | 'camera'
const both = ['microphone', 'camera'] as const
const sources = { microphone: Track.Source.Microphone, camera: Track.Source.Camera } as const

/** Milliseconds from one look at what camera and microphone really give to the next. */
const lookEvery = 1_000
/** Looks in a row that find nothing before it is so: LiveKit takes a moment to start one anew by itself. */
const looksToBelieve = 2

/**
 * One's camera and microphone in one room: brings them to what is wanted, and sees when they die all the same, whoever
 * took them away: a cable, the system, a phone call, a permission that was withdrawn. A track that is stopped fires no
 * event, so they are looked at.
 */
export class OwnDevices {
  readonly #room: Room
  readonly #changed: () => void
  readonly #states: Record<Device, DeviceState> = { microphone: 'off', camera: 'off' }
  readonly #silentLooks: Record<Device, number> = { microphone: 0, camera: 0 }
  #wants: Wants
  readonly #chosen: ChosenDevices
  #started = false
  #over = false
  #settling = false
  /** One change of the publications at a time: LiveKit loses one of two that overlap. */
  #turn: Promise<unknown> = Promise.resolve()
  #timer: ReturnType<typeof setInterval> | undefined

  constructor(room: Room, wants: Wants, changed: () => void) {
    this.#room = room
    this.#wants = wants
    this.#changed = changed
    this.#chosen = new ChosenDevices(wants.cameraId)
  }

  get microphone(): DeviceState {
    return this.#states.microphone
  }

  get camera(): DeviceState {
    return this.#states.camera
  }

  get fellBack(): FellBack {
    return this.#chosen.fellBack
  }

  /** The id of each device in use, where it is known. */
  get inUse(): Devices {
    const id = (device: Device): string | undefined => {
      const track = this.#states[device] === 'on' ? this.#track(device) : undefined
      return track?.mediaStreamTrack.getSettings().deviceId ?? this.#chosen.ids[device]
    }
    return { microphone: id('microphone'), camera: id('camera'), speaker: this.#chosen.ids.speaker }
  }

  /** A camera on the back of a phone: its picture is not oneself, and no mirror. */
  get facesAway(): boolean {
    return this.#track('camera')?.mediaStreamTrack.getSettings().facingMode === 'environment'
  }

  /** Inside the room: from now on they may be published. */
  start(): void {
    if (this.#over) return
    this.#started = true
    this.#timer = setInterval(() => this.#look(), lookEvery)
    document.addEventListener('visibilitychange', this.#wake)
    if ('mediaDevices' in navigator) navigator.mediaDevices.addEventListener('devicechange', this.#listChanged)
    this.#settle()
  }

  stop(): void {
    this.#over = true
    clearInterval(this.#timer)
    document.removeEventListener('visibilitychange', this.#wake)
    if ('mediaDevices' in navigator) navigator.mediaDevices.removeEventListener('devicechange', this.#listChanged)
  }

  want(wants: Wants): void {
    this.#wants = wants
    // Somebody asks again for what could not be had: they may have allowed it meanwhile, or plugged it in.
    for (const device of both) {
      if (this.#states[device] !== 'on' && this.#states[device] !== 'starting') this.#states[device] = 'off'
    }
    this.#settle()
  }

  /** Uses other devices from now on, and remembers them in this browser. */
  async choose(change: Devices): Promise<void> {
    this.#chosen.choose(change)
    for (const device of both) {
      if (change[device] !== undefined) await this.#inTurn(() => this.#startAnew(device))
    }
    if (change.speaker !== undefined)
      await this.#room.switchActiveDevice('audiooutput', change.speaker).catch(() => false)
    this.#changed()
  }

  /** From the front to the back of a phone and round again; else to the next camera. Resolves with the id of that one. */
  turnCamera(): Promise<string | undefined> {
    return this.#inTurn(() => this.#turnRound())
  }

  async #turnRound(): Promise<string | undefined> {
    await this.#chosen.turnCamera(this.#track('camera')?.mediaStreamTrack.getSettings())
    await this.#startAnew('camera')
    this.#changed()
    return this.#track('camera')?.mediaStreamTrack.getSettings().deviceId
  }

  #publication(device: Device): LocalTrackPublication | undefined {
    return this.#room.localParticipant.getTrackPublication(sources[device])
  }

  #track(device: Device): LocalTrack | undefined {
    return this.#publication(device)?.track
  }

  /** Brings microphone and camera to what is wanted, one after the other, until they are. */
  #settle(): void {
    if (this.#settling || !this.#started || this.#over) return
    this.#settling = true
    void this.#inTurn(() => this.#settleBoth()).finally(() => {
      this.#settling = false
      this.#changed()
      if (both.some((device) => this.#differs(device))) this.#settle()
    })
  }

  #inTurn<Result>(step: () => Promise<Result>): Promise<Result> {
    const done = this.#turn.then(step)
    this.#turn = done.catch(() => undefined)
    return done
  }

  async #settleBoth(): Promise<void> {
    for (const device of both) {
      if (this.#differs(device)) await this.#set(device, this.#wanted(device))
    }
  }

  #wanted(device: Device): boolean {
    return this.#wants[device] && !(device === 'camera' && this.#wants.voiceFirst)
  }

  #differs(device: Device): boolean {
    if (this.#over) return false
    const is = this.#states[device]
    return this.#wanted(device) ? is === 'off' : is !== 'off'
  }

  async #set(device: Device, on: boolean): Promise<void> {
    this.#states[device] = on ? 'starting' : 'off'
    this.#silentLooks[device] = 0
    this.#changed()
    try {
      // Without a secure context there is no `mediaDevices` at all.
      if (on && !('mediaDevices' in navigator)) throw new DOMException('no devices', 'NotFoundError')
      if (on && this.#isDead(device)) await this.#unpublish(device)
      await this.#enable(device, on)
      this.#states[device] = on ? 'on' : 'off'
    } catch (reason) {
      this.#states[device] = on ? whyNoDevice(reason) : 'off'
    }
    if (this.#over) void this.#room.disconnect(true)
    this.#changed()
  }

  /** The chosen device and no other, since a better camera would win against a wish; where it has gone, the system's. */
  async #enable(device: Device, on: boolean): Promise<void> {
    const { localParticipant } = this.#room
    const enable = () =>
      device === 'camera'
        ? localParticipant.setCameraEnabled(on, cameraOptions(this.#chosen.ids, this.#chosen.facing))
        : localParticipant.setMicrophoneEnabled(on, microphoneOptions(this.#chosen.ids))
    try {
      await enable()
    } catch (reason) {
      if (!on || this.#chosen.ids[device] === undefined || whyNoDevice(reason) !== 'missing') throw reason
      this.#chosen.forget(device)
      await enable()
      this.#chosen.fallBack(device, this.#track(device)?.mediaStreamTrack.label ?? '')
    }
  }

  /** With what is chosen now: the track of before goes, and where it was on another comes. */
  async #startAnew(device: Device): Promise<void> {
    await this.#unpublish(device)
    this.#states[device] = 'off'
    if (this.#wanted(device) && this.#started && !this.#over) await this.#set(device, true)
  }

  async #unpublish(device: Device): Promise<void> {
    const track = this.#track(device)
    if (track !== undefined) await this.#room.localParticipant.unpublishTrack(track, true).catch(() => undefined)
  }

  /** Published, and gives nothing though nobody here switched it off. */
  #isDead(device: Device): boolean {
    const publication = this.#publication(device)
    if (publication?.track === undefined || publication.isMuted) return false
    const { readyState, muted } = publication.track.mediaStreamTrack
    return readyState === 'ended' || muted
  }

  #look(): void {
    for (const device of both) {
      const state = this.#states[device]
      // While the room itself is being restored, its publications come and go.
      const restoring = this.#room.state !== ConnectionState.Connected
      if (restoring || this.#settling || (state !== 'on' && state !== 'silenced')) continue
      // LiveKit mutes what it could not start anew.
      const gone = this.#publication(device)?.track === undefined || this.#publication(device)?.isMuted === true
      const silent = gone || this.#isDead(device)
      this.#silentLooks[device] = silent ? this.#silentLooks[device] + 1 : 0
      if (!silent) this.#believe(device, 'on')
      else if (this.#silentLooks[device] >= looksToBelieve) {
        const ended = gone || this.#track(device)?.mediaStreamTrack.readyState === 'ended'
        this.#believe(device, ended ? 'stopped' : 'silenced')
      }
    }
  }

  #believe(device: Device, state: 'on' | 'stopped' | 'silenced'): void {
    if (this.#states[device] === state) {
      if (state === 'on') void this.#compare(device)
      return
    }
    this.#states[device] = state
    // So that the others see it too, and a press starts it anew.
    if (state === 'stopped') {
      void this.#unpublish(device)
      void this.#askWhy(device)
    }
    this.#changed()
  }

  /** A permission that was withdrawn has advice of its own. */
  async #askWhy(device: Device): Promise<void> {
    try {
      const { state } = await navigator.permissions.query({ name: device })
      if (state !== 'denied' || this.#states[device] !== 'stopped') return
      this.#states[device] = 'refused'
      this.#changed()
    } catch {
      // Not every browser answers that.
    }
  }

  /** Whether the device that was chosen is the one that is used; where it has gone, which one is used instead. */
  async #compare(device: Device): Promise<void> {
    const media = this.#track(device)?.mediaStreamTrack
    if (media === undefined || media.getSettings().deviceId === this.#chosen.ids[device]) return
    if (!(await this.#chosen.isGone(device))) return
    this.#chosen.fallBack(device, media.label)
    this.#changed()
  }

  #listChanged = (): void => {
    void this.#missSpeaker()
  }

  async #missSpeaker(): Promise<void> {
    if (!(await this.#chosen.isGone('speaker'))) return
    this.#chosen.fallBack('speaker', '')
    await this.#room.switchActiveDevice('audiooutput', 'default').catch(() => false)
    this.#changed()
  }

  /** After a phone call or sleep a phone's camera and microphone can be dead though nobody switched them off. */
  #wake = (): void => {
    if (document.visibilityState === 'hidden') return
    for (const device of both) {
      if (this.#states[device] === 'silenced' || this.#states[device] === 'stopped' || this.#isDead(device)) {
        this.#states[device] = 'off'
      }
    }
    this.#settle()
  }
}
