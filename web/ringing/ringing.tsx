import { useEffect, useRef, useSyncExternalStore } from 'react'
import { useWords } from '../language/language.ts'
import { Button } from '../ui/button.tsx'
import { Bars } from './bars.tsx'
import { notifyInOneWindow } from './notify.ts'
import { ringInOneWindow } from './one-window.ts'
import { ringingOf, rings } from './reasons.ts'
import type { RingReason } from './reasons.ts'
import styles from './ringing.module.css'
import { useSeen } from './seen.ts'
import { armSound, armWithNextPress, isSoundArmed, watchSound } from './sound.ts'
import { holdTitle } from './tab-title.ts'
import { ringingWords } from './words.ts'

interface RingingProps {
  reasons: readonly RingReason[]
  /** Something may ring at any moment: where the browser lets nothing be heard yet, that is said. */
  expected: boolean
  /** The id of the loudspeaker that was chosen, if one was. */
  speaker?: string | undefined
}

/**
 * Makes what must not be missed heard and seen on whatever page is open: a sound in one window of the browser, the tab's
 * title, a notification, and a bar with the way there. It goes on until the event is over or somebody has seen it.
 */
export function Ringing({ reasons, expected, speaker }: RingingProps) {
  const t = useWords(ringingWords)
  const seen = useSeen()
  const armed = useSyncExternalStore(watchSound, isSoundArmed)
  useEffect(() => armWithNextPress(), [])

  const ringing = ringingOf(reasons, seen)
  const first = ringing[0]
  const ring = first && rings[first.kind]
  // Another event rings anew, at once.
  const event = first?.id
  useEffect(() => {
    if (event === undefined || ring === undefined || !armed) return undefined
    return ringInOneWindow(ring.tune, ring.every, speaker)
  }, [event, ring, armed, speaker])
  const title = first?.title
  useEffect(() => (title === undefined ? undefined : holdTitle(`● ${title}`)), [title])
  useNotifications(ringing)

  return (
    <>
      <Bars reasons={reasons} />
      <div role="status">
        {expected && !armed && (
          <div className={styles.silent}>
            <p>{t('silent')}</p>
            <Button kind="quiet" small onClick={armSound}>
              {t('soundOn')}
            </Button>
          </div>
        )}
      </div>
    </>
  )
}

/** More at once would be put away unread. */
const notifiedAtMost = 3

/** One notification an event, from its first ring to its last. */
function useNotifications(all: readonly RingReason[]): void {
  const ringing = all.slice(0, notifiedAtMost)
  const open = useRef(new Map<string, () => void>())
  useEffect(() => {
    for (const reason of ringing) {
      if (!open.current.has(reason.id)) open.current.set(reason.id, notifyInOneWindow(reason))
    }
    for (const [id, close] of open.current) {
      if (ringing.some((reason) => reason.id === id)) continue
      close()
      open.current.delete(id)
    }
  })
  useEffect(() => {
    const shown = open.current
    return () => {
      for (const close of shown.values()) close()
      shown.clear()
    }
  }, [])
}
