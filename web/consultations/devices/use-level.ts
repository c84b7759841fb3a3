import { useEffect, useState } from 'react'

/** Loud enough to be somebody speaking into it. */
const audible = 0.08

/** How loud a stream is, from 0 to 1, ten times a second; and whether it has ever been audible. */
export function useLevel(stream: MediaStream | undefined): { now: number; heard: boolean } {
  const [level, setLevel] = useState({ now: 0, heard: false })
  useEffect(() => {
    if (stream === undefined || stream.getAudioTracks().length === 0) return undefined
    const context = new AudioContext()
    const analyser = context.createAnalyser()
    context.createMediaStreamSource(stream).connect(analyser)
    const samples = new Float32Array(analyser.fftSize)
    const timer = setInterval(() => {
      analyser.getFloatTimeDomainData(samples)
      const power = samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length
      const now = Math.min(1, Math.sqrt(power) * 3)
      setLevel((former) => ({ now, heard: former.heard || now > audible }))
    }, 100)
    return () => {
      clearInterval(timer)
      void context.close()
    }
  }, [stream])
  return level
}
