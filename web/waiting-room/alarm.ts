import { ringInOneWindow } from '../ringing/one-window.ts'
import { loudTune } from '../ringing/sound.ts'
import { holdTitle } from '../ringing/tab-title.ts'

/** What is played, and milliseconds from one ring to the next. `softly`: for somebody who is talking to a doctor. */
const ways = {
  aloud: { tune: loudTune, pause: 2_500 },
  softly: { tune: loudTune.slice(0, 2).map((tone) => ({ ...tone, loudness: 0.08 })), pause: 8_000 },
} as const

/** Rings, vibrates and says it in the tab's title until the returned function is called. Audible once it was armed. */
export function startAlarm(title: string, way: keyof typeof ways): () => void {
  const { tune, pause } = ways[way]
  const release = holdTitle(title)
  const silence = ringInOneWindow(tune, pause)
  const vibrate = (): void => {
    // Not on every device, and not before the page has been touched.
    if ('vibrate' in navigator && navigator.userActivation?.hasBeenActive) navigator.vibrate([400, 200, 400])
  }
  vibrate()
  const timer = setInterval(vibrate, pause)
  return () => {
    clearInterval(timer)
    silence()
    release()
  }
}
