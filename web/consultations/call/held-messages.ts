import type { Instant } from '../../language/clock.ts'
import { present, presentInstant } from '../../language/present.ts'
import { device, personalKey, readJson } from '../../storage/storage.ts'
import type { Outgoing } from './outgoing.ts'

/**
 * What the doctor writes while a call rings, which is sent once the patient answers. It is the place's: where the call comes to nothing,
 * the next one of the same place has it, also in another window. Each message has a key, so that no window writes over what another has.
 */

interface Held {
  readonly body: string
  readonly heldAt: Instant
}

/** For so long the next call of the place may come, as for what is typed into its note. */
const mayBeCalledMs = 24 * 3_600_000

const start = personalKey('chat.place.')

function keyOf(ticketId: string, key: string): string {
  return `${start}${ticketId}.${key}`
}

export function hold(ticketId: string, key: string, body: string): void {
  const held: Held = { body, heldAt: presentInstant() }
  device.write(keyOf(ticketId, key), JSON.stringify(held))
}

/** It is on its way into the visit, or not wanted any more. */
export function letGo(ticketId: string, key: string): void {
  device.remove(keyOf(ticketId, key))
}

/** Whether the place's next call has it yet: another window may have sent it, or thrown it away. */
export function isHeld(ticketId: string, key: string): boolean {
  return device.read(keyOf(ticketId, key)) !== undefined
}

/** Nothing that is about a patient stays in the browser for good: what no call is to be expected for goes. */
export function dropOldMessages(): void {
  for (const key of device.keys().filter((one) => one.startsWith(start))) {
    const held = readJson<Held | undefined>(device, key, undefined)
    const isAwaited = held !== undefined && present.now() - Date.parse(held.heldAt) < mayBeCalledMs
    if (!isAwaited) device.remove(key)
  }
}

/** In the order in which they were written. */
export function heldFor(ticketId: string): Outgoing[] {
  dropOldMessages()
  const own = keyOf(ticketId, '')
  return device
    .keys()
    .flatMap((key) => {
      const held = key.startsWith(own) ? readJson<Held | undefined>(device, key, undefined) : undefined
      return held === undefined ? [] : [{ key: key.slice(own.length), held }]
    })
    .toSorted((one, other) => Date.parse(one.held.heldAt) - Date.parse(other.held.heldAt))
    .map(({ key, held: { body } }) => ({ key, body, failed: undefined, sentAs: undefined }))
}
