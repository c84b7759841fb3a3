import { device, readJson } from '../../storage/storage.ts'

/** Which camera, microphone and loudspeaker were chosen in this browser; undefined leaves it to the system. */
export interface Devices {
  readonly camera?: string | undefined
  readonly microphone?: string | undefined
  readonly speaker?: string | undefined
}

const storageKey = 'qiaoyi.devices'

export function readDevices(): Devices {
  return readJson<Devices>(device, storageKey, {})
}

export function rememberDevices(change: Devices): void {
  device.write(storageKey, JSON.stringify({ ...readDevices(), ...change }))
}

/** All cameras, microphones and loudspeakers there are; named only once the browser was allowed to use one. */
export async function listDevices(): Promise<readonly MediaDeviceInfo[]> {
  // Without a secure context there is no `mediaDevices` at all.
  return 'mediaDevices' in navigator ? await navigator.mediaDevices.enumerateDevices() : []
}

/** Why a camera or microphone could not be had, from what `getUserMedia` rejected with. */
export function whyNoDevice(reason: unknown): 'missing' | 'refused' | 'busy' {
  const name = reason instanceof Error ? reason.name : ''
  if (name === 'NotAllowedError' || name === 'SecurityError' || name === 'PermissionDeniedError') return 'refused'
  if (name === 'NotReadableError' || name === 'TrackStartError' || name === 'AbortError') return 'busy'
  return 'missing'
}
