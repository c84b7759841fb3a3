import { useRef } from 'react'
import type { RosterWeek, Shift } from '../../../signaling/roster/contract.ts'
import { useCities } from '../../language/cities.ts'
import { day as dayWords, hours, timeOfDay } from '../../language/clock.ts'
import { useLanguage, useWords } from '../../language/language.ts'
import { useNow } from '../../language/use-now.ts'
import { useExpertNames } from '../../names/expert-names.tsx'
import { useExpertWords } from '../../names/expert-words.ts'
import { nameWords } from '../../names/words.ts'
import { classes } from '../../ui/classes.ts'
import { Tag } from '../../ui/notice.tsx'
import { VisuallyHidden } from '../../ui/visually-hidden.tsx'
import { pieceIn, placeIn, quarters } from './calendar.ts'
import type { Day, Piece } from './calendar.ts'
import { useArrowKeys } from './moving.ts'
import styles from './grid.module.css'
import { weekWords } from './words.ts'

export type RosterExpert = RosterWeek['experts'][number]

interface WeekGridProps {
  days: readonly Day[]
  timeZone: string
  /** A second clock above the days. */
  secondZone: string | undefined
  experts: readonly RosterExpert[]
  shifts: readonly Shift[]
  gaps: RosterWeek['gaps']
  onShift: (shift: Shift) => void
  onAdd: (expertId: string, date: string) => void
}

/** Experts by days, each day as long as its hours; a shift past midnight goes on in the next day. */
export function WeekGrid({ days, timeZone, secondZone, experts, shifts, gaps, onShift, onAdd }: WeekGridProps) {
  const t = useWords(weekWords)
  const names = useWords(nameWords)
  const words = useExpertWords()
  const language = useLanguage()
  const cityOf = useCities()
  const now = useNow(60)
  const table = useRef<HTMLTableElement>(null)
  const onKey = useArrowKeys(table)
  const specialties = [...new Set(gaps.map(({ specialty }) => specialty))]
  return (
    // The ARIA pattern of a grid: one stop for the Tab key, arrows inside.
    // oxlint-disable-next-line no-noninteractive-element-to-interactive-role
    <table role="grid" ref={table} className={styles.grid} aria-label={t('grid.label')} onKeyDown={onKey}>
      <thead>
        <tr>
          <th scope="col" className={styles.corner}>
            {t('grid.expert')}
          </th>
          {days.map((day) => {
            const today = isNow(day, now)
            return (
              <th key={day.date} scope="col" className={classes(styles.day, today && styles.today)} data-today={today}>
                {dayWords(day.start, timeZone, language)}
              </th>
            )
          })}
        </tr>
        {[timeZone, ...(secondZone === undefined ? [] : [secondZone])].map((zone) => (
          <tr key={zone} className={styles.clock}>
            <th scope="row" className={styles.corner}>
              {t('grid.hours', { city: cityOf(zone) })}
            </th>
            {days.map((day) => (
              <td key={day.date} className={styles.hours}>
                {quarters(day, timeZone).map((at) => (
                  <span key={at} style={{ insetInlineStart: percent(placeIn(day, at)) }}>
                    {shortTime(timeOfDay(at, zone, language))}
                  </span>
                ))}
              </td>
            ))}
          </tr>
        ))}
      </thead>
      {specialties.length > 0 && (
        <tbody className={styles.gaps}>
          <tr>
            <th scope="rowgroup" colSpan={8} className={styles.group}>
              <span>{t('grid.gaps')}</span>
            </th>
          </tr>
          {specialties.map((specialty) => (
            <tr key={specialty}>
              <th scope="row" className={styles.name}>
                {names(`specialty.${specialty}`)}
              </th>
              {days.map((day) => (
                <td key={day.date} className={styles.cell}>
                  {gaps
                    .filter((gap) => gap.specialty === specialty)
                    .map(({ during }) => {
                      const piece = pieceIn(day, during)
                      if (piece === undefined) return null
                      const said = t('grid.gapOf', {
                        specialty: names(`specialty.${specialty}`),
                        hours: hours(
                          piece.begins ? during.start : day.start,
                          piece.ends ? during.end : day.end,
                          timeZone,
                          language,
                        ),
                      })
                      return (
                        <span
                          key={during.start}
                          role="img"
                          aria-label={said}
                          title={said}
                          className={classes(styles.gap, open(piece))}
                          style={stand(piece)}
                        />
                      )
                    })}
                  <NowLine day={day} now={now} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      )}
      <tbody>
        {experts.map((expert) => (
          <tr key={expert.id}>
            <th scope="row" className={styles.name}>
              <Names expert={expert} />
              {expert.onDuty && <Tag tone="info">{t('grid.onDuty')}</Tag>}
              <span className={styles.zone}>{cityOf(expert.timeZone)}</span>
            </th>
            {days.map((day) => (
              <td key={day.date} className={styles.cell}>
                {Date.parse(day.end) > Date.parse(now) && (
                  <button
                    type="button"
                    tabIndex={-1}
                    data-stop
                    className={styles.add}
                    aria-label={t('grid.addFor', {
                      name: words.name(expert),
                      day: dayWords(day.start, timeZone, language),
                    })}
                    onClick={() => onAdd(expert.id, day.date)}
                  >
                    <span aria-hidden="true">+</span>
                  </button>
                )}
                {shifts
                  .filter((shift) => shift.expertId === expert.id)
                  .map((shift) => (
                    <ShiftPiece
                      key={shift.id}
                      shift={shift}
                      name={words.name(expert)}
                      day={day}
                      first={days[0] === day}
                      timeZone={timeZone}
                      over={Date.parse(shift.during.end) <= Date.parse(now)}
                      onOpen={() => onShift(shift)}
                    />
                  ))}
                <NowLine day={day} now={now} />
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function Names({ expert }: { expert: RosterExpert }) {
  const [first, second] = useExpertNames(expert)
  return (
    <>
      <b>{first}</b> <span className={styles.second}>{second}</span>
    </>
  )
}

interface ShiftPieceProps {
  shift: Shift
  name: string
  day: Day
  /** The first day shown: a shift that began before it is met here by the keyboard. */
  first: boolean
  timeZone: string
  over: boolean
  onOpen: () => void
}

/** One shift within one day. Only its first piece is a button for keyboard and screen reader; a press on any opens it. */
function ShiftPiece({ shift, name, day, first, timeZone, over, onOpen }: ShiftPieceProps) {
  const t = useWords(weekWords)
  const language = useLanguage()
  const piece = pieceIn(day, shift.during)
  if (piece === undefined) return null
  const { start, end } = shift.during
  const [starts, ends] = [timeOfDay(start, timeZone, language), timeOfDay(end, timeZone, language)]
  const whole = starts.endsWith(':00') && ends.endsWith(':00')
  const said = [
    t('grid.shiftOf', { name, hours: hours(start, end, timeZone, language) }),
    shift.slotMinutes === null ? t('grid.walkIn') : t('grid.slots', { minutes: shift.slotMinutes }),
    ...(shift.booked > 0 ? [t('grid.booked', { count: shift.booked })] : []),
  ].join(', ')
  const look = classes(styles.shift, open(piece), shift.slotMinutes === null && styles.walkIn, over && styles.over)
  const content = (
    <span
      className={classes(styles.label, whole && styles.short)}
      data-booked={shift.booked > 0 ? shift.booked : undefined}
      aria-hidden="true"
    >
      <span>{whole ? shortTime(starts) : starts}–</span>
      <span>{whole ? shortTime(ends) : ends}</span>
    </span>
  )
  if (!piece.begins && !first) {
    return (
      <span className={look} style={stand(piece)} title={said} onClick={onOpen} aria-hidden="true">
        {isWidest(day, shift) && content}
      </span>
    )
  }
  return (
    <button
      type="button"
      tabIndex={-1}
      data-stop
      data-shift={shift.id}
      className={look}
      style={stand(piece)}
      title={said}
      onClick={onOpen}
    >
      <VisuallyHidden>{said}</VisuallyHidden>
      {(isWidest(day, shift) || first) && content}
    </button>
  )
}

/** Whether most of the shift is in this day: there its hours are written. */
function isWidest(day: Day, { during }: Shift): boolean {
  const here =
    Math.min(Date.parse(day.end), Date.parse(during.end)) - Math.max(Date.parse(day.start), Date.parse(during.start))
  return here * 2 >= Date.parse(during.end) - Date.parse(during.start)
}

function NowLine({ day, now }: { day: Day; now: string }) {
  if (!isNow(day, now)) return null
  return <span className={styles.now} style={{ insetInlineStart: percent(placeIn(day, now)) }} aria-hidden="true" />
}

function isNow(day: Day, now: string): boolean {
  const place = placeIn(day, now)
  return place >= 0 && place < 1
}

/** `06:00` as `6`, `05:45` as it is. */
function shortTime(time: string): string {
  return time.endsWith(':00') ? String(Number(time.slice(0, 2))) : time
}

function open({ begins, ends }: Piece): string {
  return classes(!begins && styles.goesOnFrom, !ends && styles.goesOn)
}

function stand({ from, to }: Piece): { insetInlineStart: string; width: string } {
  return { insetInlineStart: percent(from), width: percent(to - from) }
}

function percent(part: number): string {
  return `${String(Math.round(part * 10_000) / 100)}%`
}
