import type { RosterWeek } from '../../../signaling/roster/contract.ts'
import { useCities } from '../../language/cities.ts'
import { duration, hours, weekday } from '../../language/clock.ts'
import { useLanguage, useWords } from '../../language/language.ts'
import { nameWords } from '../../names/words.ts'
import { Card } from '../../ui/card.tsx'
import { minutesOf } from './calendar.ts'
import type { Stretch } from './calendar.ts'
import styles from './week.module.css'
import { weekWords } from './words.ts'

interface GapListProps {
  gaps: RosterWeek['gaps']
  timeZone: string
  secondZone: string | undefined
  /** The stretch that was asked for. */
  whole: Pick<RosterWeek, 'from' | 'until'>
}

/** The gaps once more, in words: per specialty, each with both clocks. */
export function GapList({ gaps, timeZone, secondZone, whole }: GapListProps) {
  const t = useWords(weekWords)
  const names = useWords(nameWords)
  const language = useLanguage()
  const cityOf = useCities()
  const specialties = [...new Set(gaps.map(({ specialty }) => specialty))]
  const said = ({ start, end }: Stretch, zone: string): string =>
    `${weekday(start, zone, language)} ${hours(start, end, zone, language)}`
  const cities = [timeZone, ...(secondZone === undefined ? [] : [secondZone])].map((zone) =>
    t('grid.hours', { city: cityOf(zone) }),
  )
  const wholeMinutes = minutesOf({ start: whole.from, end: whole.until })
  return (
    <Card heading={t('gaps.title')} aside={<span className={styles.hint}>{cities.join(' · ')}</span>} flat>
      {gaps.length === 0 && <p>{t('gaps.none')}</p>}
      <div className={styles.gaps}>
        {specialties.map((specialty) => {
          const own = gaps.filter((gap) => gap.specialty === specialty)
          const minutes = own.reduce((sum, { during }) => sum + minutesOf(during), 0)
          const always = minutes >= wholeMinutes
          return (
            <section key={specialty}>
              <h3>
                {names(`specialty.${specialty}`)}
                <span className={styles.total}>
                  {always ? t('gaps.whole') : t('gaps.total', { time: duration(minutes, language) })}
                </span>
              </h3>
              {!always && (
                <ul>
                  {own.map(({ during }) => (
                    <li key={during.start}>
                      {said(during, timeZone)}
                      {secondZone !== undefined && (
                        <span className={styles.total}>
                          {' · '}
                          {said(during, secondZone)} {cityOf(secondZone)}
                        </span>
                      )}
                    </li>
                  ))}
                </ul>
              )}
            </section>
          )
        })}
      </div>
    </Card>
  )
}
