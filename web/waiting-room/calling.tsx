import { Suspense, useEffect, useState } from 'react'
import { useMe } from '../identity/session.ts'
import { loadWords } from '../language/language.ts'
import { useLive } from '../live/use-live.ts'
import { nameWords } from '../names/words.ts'
import { matchPath, usePlace } from '../navigation/navigation.ts'
import { armWithNextPress, restSound } from '../ringing/sound.ts'
import { useWakeLock } from '../ui/wake-lock.ts'
import { waitingWords } from './words.ts'

/** The doctor calls: over whatever page is open, and beside another visit. Gone when it is answered, declined, or over. */
export function Calling() {
  const { accountId } = useMe()
  const { path } = usePlace()
  const visitId = matchPath('/visits/:id', path)?.['id']
  const { value: tickets = [] } = useLive(`tickets:${accountId}`)
  // Whoever is called to this visit, or is in it, has come.
  const others = tickets.filter(({ call }) => call === null || call.consultationId !== visitId)
  const waits = others.length > 0
  useWakeLock(waits)
  useEffect(() => {
    if (!waits) return undefined
    // The press on Join has armed it; after a reload the next press does.
    const disarm = armWithNextPress()
    return () => {
      disarm()
      restSound()
    }
  }, [waits])
  const code = useCode(waits)
  const called = others.find(({ status, call }) => status === 'called' && call?.status === 'called')
  const call = called?.call
  if (code === undefined || called === undefined || call == null) return null
  return (
    // Words that are still to come keep nothing else from the screen, least of all another visit.
    <Suspense>
      <code.Called key={call.consultationId} ticket={called} call={call} besideVisit={visitId !== undefined} />
    </Suspense>
  )
}

type Code = typeof import('./called.tsx')

/** Milliseconds until what could not be fetched is tried again: a call lasts a minute and a half. */
const againMs = 2_000

/** What tells of a call: fetched with its words as soon as somebody waits, so that it is there when the call comes. */
function useCode(waits: boolean): Code | undefined {
  const [code, setCode] = useState<Code>()
  useEffect(() => {
    if (!waits || code !== undefined) return undefined
    let gone = false
    let again: ReturnType<typeof setTimeout> | undefined
    const load = async (): Promise<void> => {
      try {
        const [fetched] = await Promise.all([import('./called.tsx'), loadWords(waitingWords), loadWords(nameWords)])
        if (!gone) setCode(fetched)
      } catch {
        if (!gone) again = setTimeout(() => void load(), againMs)
      }
    }
    void load()
    return () => {
      gone = true
      clearTimeout(again)
    }
  }, [waits, code])
  return code
}
