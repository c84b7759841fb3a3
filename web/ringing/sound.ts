import { Listeners } from '../listeners.ts'

/** One note of a tune: its pitch in hertz, when it begins and how long it lasts, in seconds, and how loud, from 0 to 1. */
interface Tone {
  readonly pitch: number
  readonly at: number
  readonly lasts: number
  readonly loudness: number
}

export type Tune = readonly Tone[]

/** Two high notes, twice: to be heard from the next room, by somebody who waits. */
export const loudTune: Tune = [660, 880, 660, 880].map((pitch, index) => ({
  pitch,
  at: index * 0.28,
  lasts: 0.26,
  loudness: 0.4,
}))

let context: AudioContext | undefined
const listeners = new Listeners()

/** A phone call or a locked screen takes the sound away from a page; it has it back as soon as it is looked at. */
function wake(): void {
  if (document.visibilityState === 'visible') resume()
}

function resume(): void {
  if (context !== undefined && context.state !== 'running') context.resume().catch(() => undefined)
}

/** Makes a ring audible later. Browsers allow it only from within a press or a key, or after one. */
export function armSound(): void {
  if (context === undefined) {
    context = new AudioContext()
    context.addEventListener('statechange', () => listeners.tell())
    document.addEventListener('visibilitychange', wake)
  }
  resume()
}

/** What browsers take for a press. A finger's `pointerdown` is none: a context made in it stays suspended. */
const presses = ['click', 'pointerup', 'keydown'] as const

/** Arms the sound with the next press anywhere, and at once where there has been one; until the returned function is called. */
export function armWithNextPress(): () => void {
  if ('userActivation' in navigator && navigator.userActivation.hasBeenActive) armSound()
  for (const press of presses) document.addEventListener(press, armSound)
  return () => {
    for (const press of presses) document.removeEventListener(press, armSound)
  }
}

/** Nothing is to ring any more: gives the loudspeaker back. The next press or call of `armSound` takes it again. */
export function restSound(): void {
  context?.suspend().catch(() => undefined)
}

export function isSoundArmed(): boolean {
  return context?.state === 'running'
}

/** Tells when sound has become possible, or is no more. */
export const watchSound = listeners.add

/** Plays a tune once, on the loudspeaker of this id where the browser can choose one. Silent until it was armed. */
export function play(tune: Tune, speaker?: string): void {
  if (context?.state !== 'running') return
  if (speaker !== undefined && 'setSinkId' in context) {
    // One that was unplugged since: then the usual one.
    ;(context.setSinkId as (id: string) => Promise<void>)(speaker).catch(() => undefined)
  }
  for (const { pitch, at, lasts, loudness } of tune) {
    const start = context.currentTime + at
    const tone = context.createOscillator()
    const volume = context.createGain()
    tone.frequency.value = pitch
    volume.gain.setValueAtTime(0, start)
    volume.gain.linearRampToValueAtTime(loudness, start + 0.04)
    volume.gain.linearRampToValueAtTime(0, start + lasts)
    tone.connect(volume).connect(context.destination)
    tone.start(start)
    tone.stop(start + lasts)
  }
}
