import { useMe } from '../identity/session.ts'
import { BothClocks } from '../language/both-clocks.tsx'
import { useNow } from '../language/use-now.ts'
import { hospitalZone } from './hospital-zone.ts'

/** A shift that is on has no hour to come; the two computers' clocks may differ a little. */
const soonMs = 60_000

interface NextShiftProps {
  at: string
  /** What is said before the hour, and where it has come and nobody has. */
  words: { readonly comes: string; readonly begun: string }
  show?: 'date'
}

/** When somebody is on duty next who may take them; once that hour has come, that it has. */
export function NextShift({ at, words, show }: NextShiftProps) {
  const { timeZone } = useMe()
  const now = useNow(30)
  if (Date.parse(at) <= Date.parse(now) + soonMs) return words.begun
  return (
    <>
      {words.comes}{' '}
      <BothClocks at={at} timeZone={timeZone} otherZone={hospitalZone} {...(show !== undefined && { show })} />
    </>
  )
}
