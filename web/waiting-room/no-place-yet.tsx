import { useState } from 'react'
import type { ApiError } from '../api/client.ts'
import { Failure } from '../api/failure.tsx'
import { useMe } from '../identity/session.ts'
import { BothClocks } from '../language/both-clocks.tsx'
import { useWords } from '../language/language.ts'
import { present } from '../language/present.ts'
import { EmergencyCard } from './emergency-card.tsx'
import { hospitalZone } from './hospital-zone.ts'
import { waitingWords } from './words.ts'

const minuteMs = 60_000

interface NoPlaceYetProps {
  /** The answer that came just now. */
  error: ApiError
  country: string | undefined
}

/** The account has taken too many places: whom to call where it can't wait, and from when on it can take another. */
export function NoPlaceYet({ error, country }: NoPlaceYetProps) {
  const t = useWords(waitingWords)
  const { timeZone } = useMe()
  // Clocks show whole minutes: at the next one it is true.
  const [from] = useState(() => {
    const then = present.now() + Number(error.details['seconds'] ?? 0) * 1_000
    return new Date(Math.ceil(then / minuteMs) * minuteMs).toISOString()
  })
  return (
    <>
      <div data-emergency>
        <EmergencyCard country={country} />
      </div>
      <Failure error={error} />
      <p>
        {t('telling.againFrom')} <BothClocks at={from} timeZone={timeZone} otherZone={hospitalZone} />
      </p>
    </>
  )
}
