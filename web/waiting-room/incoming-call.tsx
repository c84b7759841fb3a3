import { Suspense, useEffect, useState } from 'react'
import type { Ticket } from '../../signaling/waiting-room/contract.ts'
import { useMe } from '../identity/session.ts'
import { loadWords, useLanguage, useWords } from '../language/language.ts'
import { useLive } from '../live/use-live.ts'
import { nameWords } from '../names/words.ts'
import { matchPath, navigate, usePlace } from '../navigation/navigation.ts'
import { armWithNextPress, restSound } from '../ringing/sound.ts'
import { ErrorBoundary } from '../shell/error-boundary.tsx'
import { Button } from '../ui/button.tsx'
import { Notice } from '../ui/notice.tsx'
import { useWakeLock } from '../ui/wake-lock.ts'
import { startAlarm } from './alarm.ts'
import type * as called from './called.tsx'
import styles from './incoming-call.module.css'
import { homeWords } from './home/words.ts'
import { waitingWords } from './words.ts'

/**
 * The doctor calls: over whatever page is open, and beside another visit. Gone when it is answered or declined; where it is over
 * without either, that is said in its place.
 */
export function IncomingCall() {
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
  const ring = called?.call != null && (
    <Calling code={code} ticket={called} call={called.call} besideVisit={visitId !== undefined} />
  )
  return (
    <>
      {code && <code.CallOver ringing={called} visitId={visitId} />}
      {ring}
    </>
  )
}

function Calling({ code, ...told }: RingProps & { code: Code | undefined }) {
  const language = useLanguage()
  if (code === undefined) return <Ring {...told} />
  return (
    // What is still to come, or can't be had, keeps nothing else from the screen, least of all another visit.
    <ErrorBoundary key={`${told.call.consultationId} ${language}`} fallback={<Ring {...told} />}>
      <Suspense fallback={<Ring {...told} />}>
        <code.Called {...told} />
      </Suspense>
    </ErrorBoundary>
  )
}

interface RingProps {
  ticket: Ticket
  call: NonNullable<Ticket['call']>
  besideVisit: boolean
}

/** A call that comes before its own code and words, or without them on a poor link, rings and can be answered all the same. */
function Ring({ ticket, call, besideVisit }: RingProps) {
  const t = useWords(homeWords)
  const title = t('home.called', { name: ticket.patientName })
  useEffect(() => startAlarm(title, besideVisit ? 'softly' : 'aloud'), [title, besideVisit])
  return (
    <div className={styles.ring}>
      <Notice tone="waiting" role="alert" title={title}>
        {!besideVisit && (
          <div>
            <Button onClick={() => navigate(`/visits/${call.consultationId}`)}>{t('home.answer')}</Button>
          </div>
        )}
      </Notice>
    </div>
  )
}

type Code = typeof called

/** Milliseconds until what could not be fetched is tried again. Not every browser does so before the page is loaded anew. */
const againMs = 2_000

/** What tells of a call: fetched with its words as soon as somebody waits, so that it is there when the call comes. */
function useCode(waits: boolean): Code | undefined {
  const language = useLanguage()
  const [code, setCode] = useState<Code>()
  useEffect(() => {
    if (!waits) return undefined
    let gone = false
    let again: ReturnType<typeof setTimeout> | undefined
    const load = async (): Promise<void> => {
      try {
        const words = [waitingWords, nameWords].map((room) => loadWords(room, language))
        const [fetched] = await Promise.all([import('./called.tsx'), ...words])
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
  }, [waits, language])
  return code
}
