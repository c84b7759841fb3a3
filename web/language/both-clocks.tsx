import { Suspense } from 'react'
import { useCities } from './cities.ts'
import { day, hours, sameClock, timeOfDay, weekday } from './clock.ts'
import type { Instant } from './clock.ts'
import { useLanguage } from './language.ts'
import styles from './both-clocks.module.css'

interface BothClocksProps {
  at: Instant
  /** With an end, both clocks show `15:00–15:20`. */
  endsAt?: Instant
  /** The reader's zone: large. */
  timeZone: string
  /** The other person's zone: small. Left out where both clocks agree. */
  otherZone?: string | undefined
  /** `date` (`3月26日周四`), `datedYear` (`2026年3月26日周四`), `weekday` (`周四`) or `none` before the time. */
  show?: 'date' | 'datedYear' | 'weekday' | 'none'
}

/** A moment on both people's clocks, each named by its city: `周四 15:00 罗马 · 21:00 北京`. */
export function BothClocks(props: BothClocksProps) {
  // A clock alone comes a moment later, not all of its screen.
  return (
    <Suspense fallback={null}>
      <Clocks {...props} />
    </Suspense>
  )
}

function Clocks({ at, endsAt, timeZone, otherZone, show = 'weekday' }: BothClocksProps) {
  const language = useLanguage()
  const cityOf = useCities()
  const time = (zone: string): string =>
    endsAt === undefined ? timeOfDay(at, zone, language) : hours(at, endsAt, zone, language)
  const before = {
    date: () => day(at, timeZone, language),
    datedYear: () => day(at, timeZone, language, null),
    weekday: () => weekday(at, timeZone, language),
    none: () => '',
  }[show]()
  const different = otherZone !== undefined && otherZone !== timeZone && !sameClock(at, timeZone, otherZone)
  const otherDay = different && weekday(at, otherZone, language) !== weekday(at, timeZone, language)
  return (
    <span className={styles.clocks}>
      <time dateTime={at} className={styles.pair}>
        <span className={styles.own}>
          {before !== '' && <span>{before} </span>}
          <span className={styles.time}>{time(timeZone)}</span> {cityOf(timeZone)}
        </span>
        {different && (
          <span className={styles.other}>
            <span className={styles.dot}> · </span>
            {otherDay && `${weekday(at, otherZone, language)} `}
            {time(otherZone)} {cityOf(otherZone)}
          </span>
        )}
      </time>
    </span>
  )
}
