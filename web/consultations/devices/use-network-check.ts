import { useCallback, useEffect, useState } from 'react'
import type { VideoAddress } from '../../../signaling/consultations/contract.ts'
import { request } from '../../api/client.ts'

export type NetworkState = 'looking' | 'good' | 'slow' | 'unreachable' | 'offline'

/** Milliseconds for one answer, above which a picture will stand still now and then. */
const slowAbove = 600
const giveUpAfter = 8_000

/** Asks the video's server for a sign of life, three times, and takes the fastest: how long one way and back is. */
async function look(signal: AbortSignal): Promise<NetworkState> {
  let address: VideoAddress
  try {
    address = await request('GET /api/video', {}, signal)
  } catch {
    return 'offline'
  }
  const url = address.url.replace(/^ws/, 'http')
  let fastest = Infinity
  for (let round = 0; round < 3; round += 1) {
    const startedAt = performance.now()
    try {
      await fetch(url, {
        mode: 'no-cors',
        cache: 'no-store',
        signal: AbortSignal.any([signal, AbortSignal.timeout(giveUpAfter)]),
      })
      fastest = Math.min(fastest, performance.now() - startedAt)
    } catch {
      if (fastest === Infinity) return 'unreachable'
    }
  }
  return fastest > slowAbove ? 'slow' : 'good'
}

/** Whether video can come through from here, as far as that can be known before one is let in. */
export function useNetworkCheck(): { state: NetworkState; again: () => void } {
  const [round, setRound] = useState(0)
  const [state, setState] = useState<NetworkState>('looking')
  useEffect(() => {
    const abort = new AbortController()
    setState('looking')
    const show = async (): Promise<void> => {
      const found = await look(abort.signal)
      if (!abort.signal.aborted) setState(found)
    }
    void show()
    return () => abort.abort()
  }, [round])
  const again = useCallback(() => setRound((former) => former + 1), [])
  return { state, again }
}
