import { useState } from 'react'
import { useMe } from '../identity/session.ts'
import { BothClocks } from '../language/both-clocks.tsx'
import { useWords } from '../language/language.ts'
import { present } from '../language/present.ts'
import { EmergencyCard } from './emergency-card.tsx'
import { hospitalZone } from './hospital-zone.ts'
import { waitingWords } from './words.ts'

const minuteMs = 60_000

interface NoPlaceYetProps {
  /** As the answer said that came just now. */
  seconds: number
  country: string | undefined
}

/** The account has taken too many places: from when on it can take another, and whom to call where it can't wait. */
export function NoPlaceYet({ seconds, country }: NoPlaceYetProps) {
  const t = useWords(waitingWords)
  const { timeZone } = useMe()
  // Clocks show whole minutes: at the next one it is true.
  const [from] = useState(() => {
    const then = present.now() + seconds * 1_000
    return new Date(Math.ceil(then / minuteMs) * minuteMs).toISOString()
  })
  return (
    <>
      <p>
        {t('telling.againFrom')} <BothClocks at={from} timeZone={timeZone} otherZone={hospitalZone} />
      </p>
      <EmergencyCard country={country} />
    </>
  )
}
