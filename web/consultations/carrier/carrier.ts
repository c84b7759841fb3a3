import type { Devices } from './devices.ts'

/**
 * What the screens know of whoever carries the video. One `Line` is one stay in one room: it is joined once, and when it
 * is out it stays out; whoever wants back opens another.
 */
export interface Line {
  /** The same object until something changes. */
  read(): LineState
  watch(listener: () => void): () => void
  /** Goes in. Rejects when there is no way in; then nothing needs to be closed. */
  join(way: Way): Promise<void>
  /** Goes out and gives camera and microphone back. */
  leave(): void
  /** What one wants to send and to see; takes effect at once, or on joining. */
  want(wants: Wants): void
  /** Uses other devices of one's own from now on. */
  choose(change: Devices): void
  /** To the other camera; resolves with its id, undefined where there is none. */
  turnCamera(): Promise<string | undefined>
  /** After the gesture that the browser asks for before it lets anything be heard. */
  startSound(): Promise<void>
}

/** From the server: good for a minute. */
export interface Way {
  readonly url: string
  readonly token: string
}

export interface Wants {
  readonly microphone: boolean
  readonly camera: boolean
  /** No video either way, so that the voice has the whole link. */
  readonly voiceFirst: boolean
  /** The camera that one has turned to in this visit; undefined: the one chosen in this browser. */
  readonly cameraId?: string | undefined
}

/**
 * `wavering`: the carrier is trying to hold the connection. `out` is for good, and `outBecause` says why:
 * `elsewhere` (the same person came in from another window), `sentOut` (the room or the seat is gone), `lost`.
 */
export type Connection = 'joining' | 'inside' | 'wavering' | 'out'
export type OutBecause = 'elsewhere' | 'sentOut' | 'lost' | 'left'

/**
 * `missing`: there is none. `refused`: the browser was told not to. `busy`: another program holds it. `stopped`: it was
 * on and has died. `silenced`: the system keeps it quiet, as during a phone call; it may come back by itself.
 */
export type DeviceState = 'off' | 'starting' | 'on' | 'missing' | 'refused' | 'busy' | 'stopped' | 'silenced'
/** What is used in place of a chosen device that has gone, by name; empty where the name is not known. */
export type FellBack = { readonly [Device in keyof Devices]: string }
export type Quality = 'good' | 'weak' | 'lost' | 'unknown'

/** Something that moves, to be shown in a `<video>`. */
export interface Picture {
  attach(element: HTMLVideoElement): void
  detach(element: HTMLVideoElement): void
}

export interface Other {
  /** The participant's id in the consultation. */
  readonly id: string
  readonly picture: Picture | undefined
  /** The carrier holds the picture back for want of bandwidth; the voice goes on. */
  readonly pictureHeld: boolean
  readonly sendsPicture: boolean
  readonly sendsVoice: boolean
  readonly speaking: boolean
  readonly quality: Quality
}

export interface LineState {
  readonly connection: Connection
  readonly outBecause: OutBecause | undefined
  readonly others: readonly Other[]
  readonly ownPicture: Picture | undefined
  readonly microphone: DeviceState
  readonly camera: DeviceState
  readonly inUse: Devices
  readonly fellBack: FellBack
  /** The camera looks away from oneself: its picture is no mirror. */
  readonly facesAway: boolean
  readonly speaking: boolean
  readonly quality: Quality
  /** The browser lets nothing be heard before a gesture. */
  readonly soundBlocked: boolean
}
