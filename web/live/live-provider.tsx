import { useEffect, useEffectEvent, useState } from 'react'
import type { ReactNode } from 'react'
import { LiveConnection } from './connection.ts'
import { LiveContext } from './use-live.ts'

interface LiveProviderProps {
  /** `/api/live`, or `/api/guest/live` for somebody who came by a link. */
  path: `/api/${string}`
  /** The server closed the socket since the session is over. Where there is another one, it can be opened again. */
  onSignedOut: (reopen: () => void) => void
  children: ReactNode
}

/** One live connection for everything below it. Give it a `key` per person, so that nobody sees another's values. */
export function LiveProvider({ path, onSignedOut, children }: LiveProviderProps) {
  const [live, setLive] = useState<LiveConnection>()
  const signedOut = useEffectEvent(onSignedOut)
  useEffect(() => {
    const url = new URL(path, window.location.href)
    url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:'
    let gone = false
    const reopen = (): void => {
      if (!gone) connection.open()
    }
    const connection = new LiveConnection(url.href, () => signedOut(reopen))
    setLive(connection)
    return () => {
      gone = true
      connection.close()
    }
  }, [path])
  return <LiveContext value={live}>{children}</LiveContext>
}
