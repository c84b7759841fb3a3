import type { Dependencies } from '../dependencies.ts'
import { type Rounds, startRounds } from '../rounds.ts'
import { keepPresence, type OpenPages } from './presence.ts'
import { reconcileRooms } from './rooms.ts'

const closeEveryMs = 5_000
const lookEveryMs = 1_000

/**
 * Closes abandoned rooms, and looks who is in those of the visits under way, for as long as the process runs; every process may
 * run one. A round that fails is logged.
 */
export function startRoomKeeper(dependencies: Dependencies, pages: OpenPages): Rounds {
  const failed = (failure: string) => (error: unknown) => {
    dependencies.log.error({ err: error }, `${failure}; trying again`)
  }
  const closing = startRounds(
    closeEveryMs,
    () => reconcileRooms(dependencies),
    failed('abandoned rooms could not be closed'),
  )
  const looking = startRounds(
    lookEveryMs,
    () => keepPresence(dependencies, pages),
    failed('visits could not be looked after'),
  )
  return {
    async stop() {
      await Promise.all([closing.stop(), looking.stop()])
    },
  }
}
