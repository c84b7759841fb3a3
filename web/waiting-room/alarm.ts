let context: AudioContext | undefined

/** Milliseconds from one ring to the next. */
const pause = 2_500

/** Makes the ring audible; browsers allow it only from within a press or a key. */
export function armAlarm(): void {
  context ??= new AudioContext()
  if (context.state === 'suspended') context.resume().catch(() => undefined)
}

/** Two notes, twice. Silent until it was armed. */
export function ringOnce(): void {
  if (context?.state !== 'running') return
  const begin = context.currentTime
  for (const [index, frequency] of [660, 880, 660, 880].entries()) {
    const tone = context.createOscillator()
    const volume = context.createGain()
    const at = begin + index * 0.28
    tone.frequency.value = frequency
    volume.gain.setValueAtTime(0, at)
    volume.gain.linearRampToValueAtTime(0.4, at + 0.03)
    volume.gain.linearRampToValueAtTime(0, at + 0.26)
    tone.connect(volume).connect(context.destination)
    tone.start(at)
    tone.stop(at + 0.28)
  }
}

/** Rings, vibrates and says it in the tab's title until the returned function is called. */
export function startAlarm(title: string): () => void {
  const former = document.title
  const alarm = (): void => {
    document.title = title
    ringOnce()
    // Not on every device, and not before the page has been touched.
    if ('vibrate' in navigator && navigator.userActivation?.hasBeenActive) navigator.vibrate([400, 200, 400])
  }
  alarm()
  const timer = setInterval(alarm, pause)
  return () => {
    clearInterval(timer)
    if (document.title === title) document.title = former
  }
}
