import type { Dependencies } from '../dependencies.ts'
import { reconcileRooms } from './rooms.ts'

const everyMs = 5_000

export interface RoomKeeper {
  /** Resolves once the round under way has ended. */
  stop(): Promise<void>
}

/** Closes abandoned rooms for as long as the process runs; every process may run one. A round that fails is logged. */
export function startRoomKeeper(dependencies: Dependencies): RoomKeeper {
  let stopped = false
  let timer: NodeJS.Timeout | undefined
  let round = Promise.resolve()

  async function work(): Promise<void> {
    try {
      await reconcileRooms(dependencies)
    } catch (error) {
      dependencies.log.error({ err: error }, 'abandoned rooms could not be closed; trying again')
    }
    if (!stopped) timer = setTimeout(start, everyMs)
  }
  function start(): void {
    round = work()
  }
  start()

  return {
    async stop() {
      stopped = true
      clearTimeout(timer)
      await round
    },
  }
}
