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

/** A device's name without the numbers of maker and model that Chromium puts behind it: `HD Webcam (046d:082d)`. */
export function deviceName(label: string): string {
  return label.replace(/\s*\([\da-f]{4}:[\da-f]{4}\)$/i, '')
}

/** The names of devices of one kind; of two with the same name the second has a number. */
export function deviceNames(labels: readonly string[]): string[] {
  const names = labels.map(deviceName)
  return names.map((name, index) => {
    const before = names.slice(0, index).filter((other) => other === name).length
    return name === '' || before === 0 ? name : `${name} ${String(before + 1)}`
  })
}

/** Why a camera or microphone could not be had, from what `getUserMedia` rejected with. */
export function whyNoDevice(reason: unknown): 'missing' | 'refused' | 'busy' {
  const name = reason instanceof Error ? reason.name : ''
  if (name === 'NotAllowedError' || name === 'SecurityError' || name === 'PermissionDeniedError') return 'refused'
  if (name === 'NotReadableError' || name === 'TrackStartError' || name === 'AbortError') return 'busy'
  return 'missing'
}
