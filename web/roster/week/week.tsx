import { useEffect, useMemo, useRef, useState } from 'react'
import type { Shift } from '../../../signaling/roster/contract.ts'
import type { Specialty } from '../../../signaling/shapes.ts'
import { specialties } from '../../../signaling/vocabulary.ts'
import { Failure } from '../../api/failure.tsx'
import { useAnswer } from '../../api/use-answer.ts'
import { useMe } from '../../identity/session.ts'
import { useCities } from '../../language/cities.ts'
import { dateOf, knownZone } from '../../language/clock.ts'
import { useWords } from '../../language/language.ts'
import { presentInstant } from '../../language/present.ts'
import { nameWords } from '../../names/words.ts'
import { navigate, usePlace } from '../../navigation/navigation.ts'
import { shellWords } from '../../shell/words.ts'
import { Button, LinkButton } from '../../ui/button.tsx'
import { Select } from '../../ui/field.tsx'
import { Page } from '../../ui/page.tsx'
import { Skeleton } from '../../ui/spinner.tsx'
import { EmptyState } from '../../ui/state.tsx'
import { useDialog } from '../../ui/use-dialog.ts'
import { ZoneSelect } from '../../cities/zone-select.tsx'
import { addWeeks, dateElsewhere, mondayFrom, mondayOf, weekFrom } from './calendar.ts'
import { CancelledShift } from './cancelled-shift.tsx'
import type { Cancelled } from './cancelled-shift.tsx'
import { GapList } from './gap-list.tsx'
import { ShiftDialog } from './shift-dialog.tsx'
import { ShiftForm } from './shift-form.tsx'
import { UnlaidNotice } from './unlaid-notice.tsx'
import { useRosterChange } from '../../live/use-roster-change.ts'
import { WeekGrid } from './week-grid.tsx'
import styles from './week.module.css'
import { weekWords } from './words.ts'

type Doing = { readonly adding: { readonly expertId: string; readonly date: string } } | { readonly shift: Shift }

/** Who works when: experts by days, in a zone of the coordinator's choice. Week and zones stand in the address. */
export function Week() {
  const t = useWords(weekWords)
  const s = useWords(shellWords)
  const names = useWords(nameWords)
  const cityOf = useCities()
  const me = useMe()
  const { search } = usePlace()
  const timeZone = zoneIn(search, 'zone') ?? me.timeZone
  const secondZone = zoneIn(search, 'second')
  const [doing, setDoing, close] = useDialog<Doing>()
  const [cancelled, setCancelled] = useState<readonly Cancelled[]>([])
  const thisWeek = useRef('')
  // When a week begins the screen goes on to it, but not under a form that is being filled in.
  if (doing === undefined || thisWeek.current === '') thisWeek.current = mondayOf(presentInstant(), timeZone)
  const monday = mondayFrom(search.get('week')) ?? thisWeek.current
  const wanted = search.get('specialty')
  const specialty = specialties.find((one) => one === wanted)
  const days = useMemo(() => weekFrom(monday, timeZone), [monday, timeZone])
  const first = useMemo(() => [me.timeZone], [me.timeZone])
  const roster = useRoster(days[0]?.start ?? '', days.at(-1)?.end ?? '')
  const scroller = useRef<HTMLDivElement>(null)

  const show = (change: Readonly<Record<string, string | undefined>>): void => {
    const next = new URLSearchParams(search)
    for (const [name, value] of Object.entries(change)) {
      if (value === undefined || value === '') next.delete(name)
      else next.set(name, value)
    }
    navigate(`/roster${next.size === 0 ? '' : `?${next.toString()}`}`, { replace: true })
  }
  const scrollToNow = (): void => {
    const today = scroller.current?.querySelector<HTMLElement>('[data-today="true"]')
    const corner = today?.parentElement?.firstElementChild
    if (scroller.current === null || today == null || corner == null) return
    scroller.current.scrollLeft = today.offsetLeft - corner.clientWidth
  }
  const week = roster.value
  const shown =
    week?.experts.filter((expert) => specialty === undefined || expert.specialties.includes(specialty)) ?? []
  const gaps = week?.gaps.filter((gap) => specialty === undefined || gap.specialty === specialty) ?? []
  const loaded = week !== undefined
  useEffect(() => {
    if (loaded) scrollToNow()
  }, [loaded, monday])
  const add = (expertId = '', date = later(monday, dateOf(presentInstant(), timeZone))): void =>
    setDoing({ adding: { expertId, date } })
  /** The form is filled in by the expert's clock: on the day there that most of the column is. */
  const addTo = (expertId: string, date: string): void => {
    const there = week?.experts.find(({ id }) => id === expertId)?.timeZone ?? timeZone
    add(expertId, later(dateElsewhere(date, timeZone, there), dateOf(presentInstant(), there)))
  }
  const done = (): void => {
    close()
    roster.reload()
  }
  return (
    <Page title={t('title')} lead={t('lead', { city: cityOf(timeZone), zone: timeZone })} width="full">
      <div className={styles.bar}>
        <div role="group" aria-label={t('week.nav')} className={styles.steps}>
          <Button kind="quiet" small onClick={() => show({ week: addWeeks(monday, -1) })}>
            <span aria-hidden="true">←</span> {t('week.before')}
          </Button>
          <Button
            kind="quiet"
            small
            onClick={() => {
              show({ week: undefined })
              scrollToNow()
            }}
          >
            {t('week.now')}
          </Button>
          <Button kind="quiet" small onClick={() => show({ week: addWeeks(monday, 1) })}>
            {t('week.after')} <span aria-hidden="true">→</span>
          </Button>
        </div>
        <div className={styles.steps}>
          <LinkButton kind="quiet" small to="/roster/patterns">
            {t('patterns.link')}
          </LinkButton>
          <Button small onClick={() => add()} disabled={week === undefined || week.experts.length === 0}>
            {t('add.shift')}
          </Button>
        </div>
      </div>
      <div className={styles.choices}>
        <ZoneSelect
          label={t('zone.own')}
          value={timeZone}
          first={first}
          onZone={(zone) => show({ zone: zone === me.timeZone ? undefined : zone, week: monday })}
        />
        <ZoneSelect
          label={t('zone.second')}
          value={secondZone ?? ''}
          first={first}
          none={t('zone.none')}
          onZone={(zone) => show({ second: zone })}
        />
        <Select
          label={t('filter.specialty')}
          value={specialty ?? ''}
          onChange={(event) => show({ specialty: event.target.value })}
        >
          <option value="">{t('filter.all')}</option>
          {specialties.map((one) => (
            <option key={one} value={one}>
              {names(`specialty.${one}`)}
            </option>
          ))}
        </Select>
      </div>
      <UnlaidNotice />
      {cancelled.map(({ shiftId, said }) => {
        const drop = (): void => setCancelled((former) => without(former, shiftId))
        const onRestored = (): void => {
          drop()
          roster.reload()
        }
        return <CancelledShift key={shiftId} shiftId={shiftId} said={said} onRestored={onRestored} onClose={drop} />
      })}
      <Failure error={roster.error} onRetry={roster.reload} />
      {week === undefined && roster.loading && <Skeleton label={s('loading')} lines={8} />}
      {week !== undefined && shown.length === 0 && (
        <NobodyShown anybody={week.experts.length > 0} specialty={specialty} />
      )}
      {week !== undefined && shown.length > 0 && (
        <>
          <p className={styles.hint}>{t('grid.keys')}</p>
          <div ref={scroller} className={styles.scroller}>
            <WeekGrid
              days={days}
              timeZone={timeZone}
              secondZone={secondZone === timeZone ? undefined : secondZone}
              experts={shown}
              shifts={week.shifts}
              gaps={gaps}
              onShift={(shift) => setDoing({ shift })}
              onAdd={addTo}
            />
          </div>
          <GapList gaps={gaps} timeZone={timeZone} secondZone={secondZone} whole={week} />
        </>
      )}
      {week !== undefined && doing !== undefined && 'adding' in doing && (
        <ShiftForm
          experts={week.experts}
          expertId={doing.adding.expertId}
          date={doing.adding.date}
          timeZone={timeZone}
          onDone={done}
          onClose={close}
        />
      )}
      {week !== undefined && doing !== undefined && 'shift' in doing && (
        <ShiftDialog
          shift={week.shifts.find(({ id }) => id === doing.shift.id) ?? doing.shift}
          expert={week.experts.find(({ id }) => id === doing.shift.expertId)}
          timeZone={timeZone}
          onDone={(one) => {
            setCancelled((former) => [one, ...without(former, one.shiftId)])
            done()
          }}
          onClose={close}
        />
      )}
    </Page>
  )
}

/** The stretch's roster, read again whenever anybody changes it. */
function useRoster(from: string, until: string) {
  const answer = useAnswer('GET /api/roster', { query: { from, until } })
  useRosterChange(answer.reload)
  return answer
}

function NobodyShown({ anybody, specialty }: { anybody: boolean; specialty: Specialty | undefined }) {
  const t = useWords(weekWords)
  const to = <LinkButton to="/experts/new">{t('grid.addExpert')}</LinkButton>
  if (anybody && specialty !== undefined) return <EmptyState title={t('grid.noneFits')} action={to} />
  return (
    <EmptyState title={t('grid.empty')} action={to}>
      {t('grid.emptyText')}
    </EmptyState>
  )
}

/** A zone of the address, which may have been typed by hand. */
function zoneIn(search: URLSearchParams, name: string): string | undefined {
  const asked = search.get(name)
  return asked === null ? undefined : knownZone(asked)
}

/** ISO dates are in order as text. */
function later(one: string, other: string): string {
  return one < other ? other : one
}

function without(cancelled: readonly Cancelled[], shiftId: string): readonly Cancelled[] {
  return cancelled.filter((one) => one.shiftId !== shiftId)
}
