/** Two soft notes, one after the other, in hertz and seconds from the start. */
const notes = [
  { pitch: 523, at: 0 },
  { pitch: 659, at: 0.35 },
] as const
const noteSeconds = 0.5

function ring(context: AudioContext, destination: AudioNode): void {
  for (const { pitch, at } of notes) {
    const start = context.currentTime + at
    const oscillator = new OscillatorNode(context, { frequency: pitch })
    const loudness = new GainNode(context, { gain: 0 })
    loudness.gain.setValueAtTime(0, start)
    loudness.gain.linearRampToValueAtTime(0.25, start + 0.05)
    loudness.gain.linearRampToValueAtTime(0, start + noteSeconds)
    oscillator.connect(loudness).connect(destination)
    oscillator.start(start)
    oscillator.stop(start + noteSeconds)
  }
}

/** Plays two notes on a loudspeaker of one's choice; on the usual one where the browser knows no choice. */
export async function playTone(speaker?: string): Promise<void> {
  const context = new AudioContext()
  try {
    const out = context.createMediaStreamDestination()
    const element = new Audio()
    element.srcObject = out.stream
    if (speaker !== undefined && 'setSinkId' in element) await element.setSinkId(speaker).catch(() => undefined)
    await element.play()
    ring(context, out)
    await new Promise((done) => setTimeout(done, 1_200))
    element.pause()
  } catch {
    // Nothing may be heard before a gesture; what it was to say is on the screen as well.
  } finally {
    await context.close()
  }
}
