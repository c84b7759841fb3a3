import type { Tune } from './sound.ts'

/** What is rung for staff, apart from the first page's code. */

/** Two notes, one after the other: for somebody at a desk. */
export const softTune: Tune = [523, 659].map((pitch, index) => ({ pitch, at: index * 0.35, lasts: 0.5, loudness: 0.3 }))

/** Up and down: it comes twice a minute and with each new one, and is not to be taken for anything else. */
export const alarmTune: Tune = [880, 659, 880, 659, 880].map((pitch, index) => ({
  pitch,
  at: index * 0.16,
  lasts: 0.4,
  loudness: 0.3,
}))

/** Two faint notes, for what comes all day and presses nobody. */
export const faintTune: Tune = [659, 880].map((pitch, index) => ({
  pitch,
  at: index * 0.16,
  lasts: 0.4,
  loudness: 0.06,
}))
