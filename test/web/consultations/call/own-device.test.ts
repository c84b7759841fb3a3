import { expect, test } from 'vitest'
import type { CallState } from '../../../../web/consultations/call/call-keeper.ts'
import { stateOfDevice } from '../../../../web/consultations/call/own-device.ts'
import type { Connection, DeviceState, LineState, Wants } from '../../../../web/consultations/carrier/carrier.ts'

const usual: Wants = { microphone: true, camera: true, voiceFirst: false }
const call = (connection: Connection, camera: DeviceState, wants: Partial<Wants> = {}): CallState =>
  ({ wants: { ...usual, ...wants }, line: { connection, camera } as LineState }) as CallState

test.each<[DeviceState, CallState]>([
  ['starting', call('joining', 'off')],
  ['starting', call('inside', 'off')],
  ['starting', call('inside', 'starting')],
  ['on', call('inside', 'on')],
  ['on', call('wavering', 'on')],
  ['refused', call('inside', 'refused')],
  ['silenced', call('inside', 'silenced')],
  ['off', call('joining', 'off', { camera: false })],
  ['off', call('inside', 'on', { camera: false })],
  ['off', call('inside', 'on', { voiceFirst: true })],
])('one’s camera shows as %s', (shown, state) => {
  expect(stateOfDevice(state, 'camera')).toBe(shown)
})
