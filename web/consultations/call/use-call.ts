import { useEffect, useRef, useState, useSyncExternalStore } from 'react'
import type { Entry } from '../../../signaling/consultations/contract.ts'
import { isBarred, watchForBarred } from '../carrier/barred.ts'
import { openLiveKitLine } from '../carrier/livekit.ts'
import { CallKeeper } from './call-keeper.ts'
import type { CallState } from './call-keeper.ts'

interface CallOptions {
  /** Of the consultation: what one wants to send is kept under it over a reload. */
  readonly consultationId: string
  /** Of the live consultation; a greater one than one came in with means that the room has moved. */
  readonly roomEpoch: number
  readonly enter: () => Promise<Entry>
}

/** Comes into the room while the component is on screen, and stays until the visit is over. */
export function useCall({ consultationId, roomEpoch, enter }: CallOptions): { call: CallState; keeper: CallKeeper } {
  const latest = useRef(enter)
  latest.current = enter
  const [keeper] = useState(
    () =>
      new CallKeeper({
        enter: () => latest.current(),
        openLine: openLiveKitLine,
        isBarred,
        storageKey: `qiaoyi.call.${consultationId}`,
      }),
  )
  useEffect(() => {
    watchForBarred()
    keeper.start()
    return () => keeper.stop()
  }, [keeper])
  useEffect(() => keeper.roomIs(roomEpoch), [keeper, roomEpoch])
  const call = useSyncExternalStore(keeper.watch, keeper.read)
  return { call, keeper }
}
