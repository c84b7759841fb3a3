import { setTimeout as sleep } from 'node:timers/promises'
import type { Dependencies } from '../dependencies.ts'
import { keepPresence, type OpenPages } from './presence.ts'
import { reconcileRooms } from './rooms.ts'

const closeEveryMs = 5_000
const lookEveryMs = 1_000

export interface RoomKeeper {
  /** Resolves once the rounds under way have ended. */
  stop(): Promise<void>
}

/**
 * Closes abandoned rooms, and looks who is in those of the visits under way, for as long as the process runs; every process may
 * run one. A round that fails is logged.
 */
export function startRoomKeeper(dependencies: Dependencies, pages: OpenPages): RoomKeeper {
  const stopping = new AbortController()

  async function repeat(everyMs: number, failure: string, round: () => Promise<unknown>): Promise<void> {
    while (!stopping.signal.aborted) {
      try {
        await round()
      } catch (error) {
        if (!stopping.signal.aborted) dependencies.log.error({ err: error }, `${failure}; trying again`)
      }
      await sleep(everyMs, undefined, { signal: stopping.signal }).catch(() => undefined)
    }
  }
  const rounds = [
    repeat(closeEveryMs, 'abandoned rooms could not be closed', () => reconcileRooms(dependencies)),
    repeat(lookEveryMs, 'visits could not be looked after', () => keepPresence(dependencies, pages)),
  ]

  return {
    async stop() {
      stopping.abort()
      await Promise.all(rounds)
    },
  }
}
