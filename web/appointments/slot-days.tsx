import { useState } from 'react'
import type { Slot } from '../../signaling/appointments/contract.ts'
import { useCities } from '../language/cities.ts'
import { day, sameClock, timeOfDay, weekday } from '../language/clock.ts'
import { useLanguage, useWords } from '../language/language.ts'
import { nameWords } from '../names/words.ts'
import { ExpertLines } from './expert-lines.tsx'
import { byDay, byExpert, keyOf, partOfDay, partsOfDay } from './slots.ts'
import type { Some } from './slots.ts'
import styles from './slot-days.module.css'
import { appointmentWords } from './words.ts'

interface SlotDaysProps {
  slots: readonly Slot[]
  /** The reader's. */
  timeZone: string
  onChoose: (slot: Slot) => void
}

/** A strip of the days that have free times, and the times of one of them. */
export function SlotDays({ slots, timeZone, onChoose }: SlotDaysProps) {
  const t = useWords(appointmentWords)
  const language = useLanguage()
  const cityOf = useCities()
  const [date, setDate] = useState<string>()
  const days = byDay(slots, timeZone)
  // The first one, where the day that was chosen has no time left or is another in this zone.
  const shown = days.find((one) => one.date === date) ?? days[0]
  if (shown === undefined) return null
  return (
    <>
      <div role="group" aria-label={t('booking.day')} className={styles.strip}>
        {days.map((one) => (
          <button
            key={one.date}
            type="button"
            className={styles.day}
            aria-pressed={one.date === shown.date}
            onClick={() => setDate(one.date)}
          >
            <span className={styles.weekday}>{weekday(one.at, timeZone, language)}</span>
            <span className={styles.date}>{dayOfMonth(one.date, language)}</span>
            <span className={styles.count}>{t('booking.free', { count: one.slots.length })}</span>
          </button>
        ))}
      </div>
      <h2>
        {day(shown.at, timeZone, language)} · {cityOf(timeZone)}
      </h2>
      {partsOfDay.map((part) => {
        const ofPart = shown.slots.filter((slot) => partOfDay(slot.during.start, timeZone) === part)
        if (ofPart.length === 0) return null
        return (
          <section key={part} className={styles.part} aria-label={t(`booking.${part}`)}>
            <h3>{t(`booking.${part}`)}</h3>
            {byExpert(ofPart).map((ofExpert) => (
              <ExpertSlots key={ofExpert[0].expert.id} slots={ofExpert} timeZone={timeZone} onChoose={onChoose} />
            ))}
          </section>
        )
      })}
    </>
  )
}

interface ExpertSlotsProps {
  /** Of one expert, in order. */
  slots: Some<Slot>
  timeZone: string
  onChoose: (slot: Slot) => void
}

function ExpertSlots({ slots, timeZone, onChoose }: ExpertSlotsProps) {
  const names = useWords(nameWords)
  const [{ expert }] = slots
  return (
    <div className={styles.expert}>
      <ExpertLines expert={expert} />
      <p className={styles.spoken}>{expert.languages.map((code) => names(`spoken.${code}`)).join(' · ')}</p>
      <ul className={styles.slots}>
        {slots.map((slot) => (
          <li key={keyOf(slot)}>
            <SlotButton slot={slot} timeZone={timeZone} onChoose={onChoose} />
          </li>
        ))}
      </ul>
    </div>
  )
}

interface SlotButtonProps {
  slot: Slot
  timeZone: string
  onChoose: (slot: Slot) => void
}

/** The reader's time large, the expert's small. */
function SlotButton({ slot, timeZone, onChoose }: SlotButtonProps) {
  const t = useWords(appointmentWords)
  const language = useLanguage()
  const cityOf = useCities()
  const { during, expert } = slot
  const theirs = timeOfDay(during.start, expert.timeZone, language)
  const otherDay = weekday(during.start, expert.timeZone, language) !== weekday(during.start, timeZone, language)
  return (
    <button type="button" className={styles.slot} onClick={() => onChoose(slot)}>
      <span className={styles.time}>{timeOfDay(during.start, timeZone, language)}</span>{' '}
      {!sameClock(during.start, timeZone, expert.timeZone) && (
        <span className={styles.theirs}>
          {t('booking.expertTime', {
            time: otherDay ? `${weekday(during.start, expert.timeZone, language)} ${theirs}` : theirs,
            city: cityOf(expert.timeZone),
          })}
        </span>
      )}
    </button>
  )
}

/** `26/3`, `3月26日`: a calendar date has no zone. */
function dayOfMonth(date: string, language: string): string {
  const options: Intl.DateTimeFormatOptions = { day: 'numeric', month: 'short', timeZone: 'UTC' }
  return new Intl.DateTimeFormat(language, options).format(new Date(`${date}T00:00:00Z`))
}
