import type { DeviceState, Wants } from '../carrier/carrier.ts'
import type { CallState } from './call-keeper.ts'

type Device = 'microphone' | 'camera'
type Trouble = Exclude<DeviceState, 'off' | 'starting' | 'on'>

export function hasTrouble(state: DeviceState): state is Trouble {
  return state !== 'off' && state !== 'starting' && state !== 'on'
}

/**
 * What one's own microphone or camera is, to be shown. It is on only once it is sent; until then, while one comes into the
 * room too, what is wanted is starting.
 */
export function stateOfDevice({ wants, line }: Pick<CallState, 'wants' | 'line'>, device: Device): DeviceState {
  if (!wants[device] || (device === 'camera' && wants.voiceFirst)) return 'off'
  const state = line[device]
  return state === 'off' || line.connection === 'joining' ? 'starting' : state
}

/** What a press on microphone or camera asks for: on or off; where it cannot be had, to try once more. */
export function pressed({ wants, line }: Pick<CallState, 'wants' | 'line'>, device: Device): Partial<Wants> {
  if (device === 'camera' && wants.voiceFirst) return { voiceFirst: false, camera: true }
  return { [device]: hasTrouble(line[device]) || !wants[device] }
}
