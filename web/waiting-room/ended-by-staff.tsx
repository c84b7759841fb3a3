import type { ReactNode } from 'react'
import type { Ticket } from '../../signaling/waiting-room/contract.ts'
import { useWords } from '../language/language.ts'
import { Notice } from '../ui/notice.tsx'
import { waitingWords } from './words.ts'

type EndedByStaffProps = NonNullable<Ticket['endedByStaff']> & {
  /** What has become of the place. */
  place: 'waiting.endedKept' | 'waiting.endedToo'
  /** What can be done about it. */
  children?: ReactNode
}

/** Staff have ended the call, or the visit: who, and what becomes of the place. */
export function EndedByStaff({ what, by, place, children }: EndedByStaffProps) {
  const t = useWords(waitingWords)
  // Why a doctor puts a visit back may lie with the patient's device or network.
  const blames = what === 'visit' && by === 'doctor'
  return (
    <Notice tone="waiting" title={t(`waiting.ended.${what}.${by}`)} role="status">
      <p>{t(place)}</p>
      {!blames && <p>{t('waiting.endedNotYou')}</p>}
      {children}
    </Notice>
  )
}
