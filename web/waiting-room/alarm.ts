import { ringInOneWindow } from '../ringing/one-window.ts'
import { loudTune } from '../ringing/sound.ts'
import { holdTitle } from '../ringing/tab-title.ts'

/** Milliseconds from one ring to the next. */
const pause = 2_500

/** Rings, vibrates and says it in the tab's title until the returned function is called. Audible once it was armed. */
export function startAlarm(title: string): () => void {
  const release = holdTitle(title)
  const silence = ringInOneWindow(loudTune, pause)
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
