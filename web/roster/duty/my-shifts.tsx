import { useState } from 'react'
import type { Shift } from '../../../signaling/roster/contract.ts'
import { Failure } from '../../api/failure.tsx'
import { useAnswer } from '../../api/use-answer.ts'
import { useMe } from '../../identity/session.ts'
import { BothClocks } from '../../language/both-clocks.tsx'
import { useCities } from '../../language/cities.ts'
import { dateOf, day } from '../../language/clock.ts'
import { useLanguage, useWords } from '../../language/language.ts'
import { useNow } from '../../language/use-now.ts'
import { Button } from '../../ui/button.tsx'
import { classes } from '../../ui/classes.ts'
import { Select } from '../../ui/field.tsx'
import { Notice, Tag } from '../../ui/notice.tsx'
import { Page } from '../../ui/page.tsx'
import { Skeleton } from '../../ui/spinner.tsx'
import { EmptyState } from '../../ui/state.tsx'
import { addWeeks } from '../week/calendar.ts'
import { useLive } from '../../live/use-live.ts'
import { useRosterChange } from '../../live/use-roster-change.ts'
import { cancelledOf } from './cancelled.ts'
import styles from './duty.module.css'
import { inWeek, sevenDays } from './seven-days.ts'
import { dutyWords } from './words.ts'

/** Whose clock stands beside one's own. */
const patientZones = [
  'Europe/Rome',
  'Europe/Madrid',
  'Europe/Paris',
  'America/New_York',
  'America/Sao_Paulo',
  'Australia/Sydney',
]

/** One's shifts, week by week, on one's own clock and on that of the patients one chooses. */
export function MyShifts() {
  const t = useWords(dutyWords)
  const language = useLanguage()
  const cityOf = useCities()
  const { expertId, timeZone } = useMe()
  const now = useNow()
  const today = dateOf(now, timeZone)
  const [week, setWeek] = useState(0)
  const [otherZone, setOtherZone] = useState('Europe/Rome')
  const { from, until, lastDay } = sevenDays(addWeeks(today, week), timeZone)
  const { value, error, loading, reload } = useAnswer('GET /api/my-shifts', { query: { from, until } })
  // Somebody books or cancels, or a coordinator changes a shift.
  useRosterChange(reload)
  const shifts = value && inWeek(value, from, now)
  const { value: duty } = useLive(expertId === null ? undefined : `duty:${expertId}`)
  const cancelled = cancelledOf(duty, now)
  return (
    <Page title={t('shifts.title')} lead={t('shifts.lead', { city: cityOf(timeZone) })} width="wide">
      <div className={styles.bar}>
        <Button kind="quiet" onClick={() => setWeek(week - 1)}>
          {t('shifts.before')}
        </Button>
        <Button kind="quiet" onClick={() => setWeek(0)} disabled={week === 0}>
          {t('shifts.thisWeek')}
        </Button>
        <Button kind="quiet" onClick={() => setWeek(week + 1)}>
          {t('shifts.after')}
        </Button>
        <Select label={t('shifts.otherClock')} value={otherZone} onChange={(event) => setOtherZone(event.target.value)}>
          {patientZones.map((zone) => (
            <option key={zone} value={zone}>
              {cityOf(zone)}
            </option>
          ))}
        </Select>
      </div>
      <p>
        {day(from, timeZone, language)} – {day(lastDay, timeZone, language)}
      </p>
      {cancelled !== undefined && (
        <Notice tone="waiting" role="status" title={t('shifts.cancelledTitle')}>
          <p>
            <BothClocks
              at={cancelled.start}
              endsAt={cancelled.end}
              timeZone={timeZone}
              otherZone={otherZone}
              show="date"
            />
          </p>
          <p>{t('shifts.cancelledText')}</p>
        </Notice>
      )}
      <Failure error={error} onRetry={reload} />
      {value === undefined && loading && <Skeleton label={t('shifts.loading')} />}
      {shifts?.length === 0 && <EmptyState title={t('shifts.noneTitle')}>{t('shifts.noneText')}</EmptyState>}
      {shifts !== undefined && <Days shifts={shifts} timeZone={timeZone} otherZone={otherZone} />}
    </Page>
  )
}

function Days({ shifts, timeZone, otherZone }: { shifts: readonly Shift[]; timeZone: string; otherZone: string }) {
  const t = useWords(dutyWords)
  const language = useLanguage()
  const now = useNow()
  const days = new Map<string, Shift[]>()
  for (const shift of shifts) {
    const date = dateOf(shift.during.start, timeZone)
    days.set(date, [...(days.get(date) ?? []), shift])
  }
  return (
    <div className={styles.shifts}>
      {[...days].map(([date, ofDay]) => (
        <section key={date} aria-labelledby={`day-${date}`}>
          <h2 id={`day-${date}`}>{day(ofDay[0]?.during.start ?? date, timeZone, language)}</h2>
          <ul className={styles.list}>
            {ofDay.map(({ id, during, booked }) => {
              const isNow = during.start <= now && now < during.end
              return (
                <li key={id} className={classes(styles.shift, isNow && styles.now)}>
                  <BothClocks
                    at={during.start}
                    endsAt={during.end}
                    timeZone={timeZone}
                    otherZone={otherZone}
                    show="none"
                  />
                  <span>
                    {isNow && <Tag tone="success">{t('shifts.now')}</Tag>} {t('shifts.booked', { count: booked })}
                  </span>
                </li>
              )
            })}
          </ul>
        </section>
      ))}
    </div>
  )
}
