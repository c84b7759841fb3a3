import type { Facing } from './capture.ts'
import type { FellBack } from './carrier.ts'
import { type Devices, listDevices, readDevices, rememberDevices } from './devices.ts'

/** Which microphone, camera and speaker are wished for, and which were used instead of one that has gone. */
export class ChosenDevices {
  #ids: Devices
  #facing: Facing | undefined
  #fellBack: FellBack = {}

  /** What this browser remembers; for this visit another camera. */
  constructor(cameraId: string | undefined) {
    const remembered = readDevices()
    this.#ids = { ...remembered, camera: cameraId ?? remembered.camera }
  }

  /** Undefined is the system's own choice. */
  get ids(): Devices {
    return this.#ids
  }

  /** Which side of a phone its camera is to be on; undefined where one camera was chosen. */
  get facing(): Facing | undefined {
    return this.#facing
  }

  get fellBack(): FellBack {
    return this.#fellBack
  }

  /** From now on, and remembered in this browser. */
  choose(change: Devices): void {
    rememberDevices(change)
    this.#ids = { ...this.#ids, ...change }
    this.#fellBack = Object.fromEntries(Object.entries(this.#fellBack).filter(([device]) => !(device in change)))
    if (change.camera !== undefined) this.#facing = undefined
  }

  /** To the other side of a phone; else to the next camera. @param current what the camera in use says of itself */
  async turnCamera({ facingMode, deviceId }: MediaTrackSettings = {}): Promise<void> {
    if (facingMode !== undefined) {
      this.#facing = facingMode === 'environment' ? 'user' : 'environment'
      return this.forget('camera')
    }
    const cameras = (await listDevices()).filter(({ kind }) => kind === 'videoinput')
    const at = cameras.findIndex((camera) => camera.deviceId === (deviceId ?? this.#ids.camera))
    this.#ids = { ...this.#ids, camera: cameras[(at + 1) % Math.max(1, cameras.length)]?.deviceId }
  }

  /** Chosen, and no longer there. */
  async isGone(device: keyof Devices): Promise<boolean> {
    const chosen = this.#ids[device]
    return chosen !== undefined && !(await listDevices()).some(({ deviceId }) => deviceId === chosen)
  }

  /** Leaves it to the system. */
  forget(device: keyof Devices): void {
    this.#ids = { ...this.#ids, [device]: undefined }
  }

  /** The one that was chosen has gone. @param label of the one that is used instead, where it is known */
  fallBack(device: keyof Devices, label: string): void {
    this.forget(device)
    this.#fellBack = { ...this.#fellBack, [device]: label }
  }
}
