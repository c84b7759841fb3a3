import { VideoPresets } from 'livekit-client'
import type { AudioCaptureOptions, VideoCaptureOptions } from 'livekit-client'
import type { Devices } from './devices.ts'

/** Of a phone's camera: oneself, or what is in front of one. */
export type Facing = 'user' | 'environment'

/** What LiveKit asks the browser for: a side of the phone, or exactly the chosen camera, or any. */
export function cameraOptions({ camera }: Devices, facing: Facing | undefined): VideoCaptureOptions {
  const resolution = VideoPresets.h540.resolution
  if (facing !== undefined) return { resolution, facingMode: facing }
  return camera === undefined ? { resolution } : { resolution, deviceId: { exact: camera } }
}

export function microphoneOptions({ microphone }: Devices): AudioCaptureOptions {
  return {
    echoCancellation: true,
    noiseSuppression: true,
    autoGainControl: true,
    ...(microphone !== undefined && { deviceId: { exact: microphone } }),
  }
}
