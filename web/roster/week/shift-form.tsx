import { useState } from 'react'
import type { SyntheticEvent } from 'react'
import { inCity } from '../../../signaling/cities/naming.ts'
import type { LaidPattern, NewShift, NewShiftPattern } from '../../../signaling/roster/contract.ts'
import { request } from '../../api/client.ts'
import type { ApiError } from '../../api/client.ts'
import { Failure } from '../../api/failure.tsx'
import { useAnswer } from '../../api/use-answer.ts'
import { useCommand } from '../../api/use-command.ts'
import { useMe } from '../../identity/session.ts'
import { useCities } from '../../language/cities.ts'
import { day, hours } from '../../language/clock.ts'
import { useLanguage, useWords } from '../../language/language.ts'
import { presentInstant } from '../../language/present.ts'
import { useExpertWords } from '../../names/expert-words.ts'
import { Button } from '../../ui/button.tsx'
import { ChooseOne, ChooseSome } from '../../ui/chips.tsx'
import { classes } from '../../ui/classes.ts'
import { DateField } from '../../ui/date-field.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Field, Select } from '../../ui/field.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Row } from '../../ui/page.tsx'
import { showToast } from '../../ui/toast.tsx'
import { useProblems } from '../../ui/use-problems.ts'
import { ZoneSelect } from '../../cities/zone-select.tsx'
import { firstOf, isDate, readTime, stretchOf } from './calendar.ts'
import type { Stretch } from './calendar.ts'
import { LaidResult } from './laid-result.tsx'
import { Preview } from './preview.tsx'
import { isoWeekdays, weekdayName } from './weekdays.ts'
import type { RosterExpert } from './week-grid.tsx'
import styles from './week.module.css'
import { weekWords } from './words.ts'

interface ShiftFormProps {
  experts: readonly RosterExpert[]
  /** Chosen already, or empty. */
  expertId: string
  date: string
  /** The roster's. */
  timeZone: string
  onDone: () => void
  onClose: () => void
}

/** Without a last date, browsers take years of six digits. */
const lastDate = '9999-12-31'

const slotLengths = [10, 15, 20, 30, 45, 60] as const

/** Gives an expert one shift or a weekly pattern. What is typed stays through every refusal. */
export function ShiftForm({ experts, expertId: given, date: givenDate, timeZone, onDone, onClose }: ShiftFormProps) {
  const t = useWords(weekWords)
  const language = useLanguage()
  const me = useMe()
  const [kind, setKind] = useState<'single' | 'weekly'>('single')
  const [expertId, setExpertId] = useState(given)
  const [date, setDate] = useState(givenDate)
  const [until, setUntil] = useState('')
  const [untilUnreadable, setUntilUnreadable] = useState(false)
  const [weekdays, setWeekdays] = useState<string[]>([])
  const [starts, setStarts] = useState('')
  const [ends, setEnds] = useState('')
  const expert = experts.find(({ id }) => id === expertId)
  const words = useExpertWords()
  const name = expert === undefined ? '' : words.name(expert)
  const [chosenZone, setChosenZone] = useState<string>()
  const zone = chosenZone ?? expert?.timeZone ?? timeZone
  const [slots, setSlots] = useState('20')
  const [laid, setLaid] = useState<LaidPattern>()
  const when = useShiftWords(zone)

  const startsAtLocal = readTime(starts)
  const endsAtLocal = readTime(ends)
  const numbers = weekdays.map(Number)
  const lastDay = until === '' ? undefined : until
  const weekly = { weekdays: numbers, from: date, until: lastDay, startsAtLocal, endsAtLocal, timeZone: zone }
  const firstDate = kind === 'single' ? date : firstOf(weekly, presentInstant())
  const stretch =
    firstDate !== undefined && startsAtLocal !== undefined && endsAtLocal !== undefined
      ? stretchOf({ date: firstDate, startsAtLocal, endsAtLocal, timeZone: zone })
      : undefined

  const addShift = useCommand((key, shift: Omit<NewShift, 'idempotencyKey'>) =>
    request('POST /api/shifts', { body: { ...shift, idempotencyKey: key } }),
  )
  const addPattern = useCommand((key, pattern: Omit<NewShiftPattern, 'idempotencyKey'>) =>
    request('POST /api/shift-patterns', { body: { ...pattern, idempotencyKey: key } }),
  )
  const command = kind === 'single' ? addShift : addPattern
  const { form, told, tell } = useProblems(command.error)
  const problems = {
    expert: expert === undefined ? t('form.expertProblem') : undefined,
    date: isDate(date) ? undefined : t('form.dateProblem'),
    weekdays: kind === 'weekly' && weekdays.length === 0 ? t('form.weekdaysProblem') : undefined,
    starts:
      startsAtLocal === undefined ? t('form.timeProblem') : skipped(command.error) ? t('form.skipped') : undefined,
    ends: endProblem(),
    until: kind === 'weekly' ? untilProblem() : undefined,
  }
  const shownProblems = told ? problems : undefined

  function endProblem(): string | undefined {
    if (endsAtLocal === undefined) return t('form.timeProblem')
    return endsAtLocal === startsAtLocal ? t('form.sameProblem') : undefined
  }

  function untilProblem(): string | undefined {
    if (untilUnreadable) return t('form.untilUnreadable')
    if (until === '') return undefined
    if (!isDate(until)) return t('form.dateProblem')
    return until < date ? t('form.untilProblem') : undefined
  }

  const submit = async (event: SyntheticEvent): Promise<void> => {
    event.preventDefault()
    tell()
    const { starts: _ofServer, ...own } = problems
    if (Object.values(own).some((problem) => problem !== undefined)) return
    if (startsAtLocal === undefined || endsAtLocal === undefined) return
    const slotMinutes = slots === '' ? null : Number(slots)
    const said = { expertId, startsAtLocal, endsAtLocal, timeZone: zone, slotMinutes }
    if (kind === 'single') {
      const shift = await addShift.run({ ...said, date })
      if (shift === undefined) return
      showToast(t('form.added', { name, hours: when(shift.during) }))
      onDone()
    } else {
      const validUntil = until === '' ? null : until
      setLaid(
        await addPattern.run({
          ...said,
          weekdays: numbers.toSorted((one, other) => one - other),
          validFrom: date,
          validUntil,
        }),
      )
    }
  }

  if (laid !== undefined) {
    return <LaidResult laid={laid} name={name} timeZone={timeZone} onClose={onDone} />
  }
  return (
    <Dialog heading={t(kind === 'single' ? 'form.single' : 'form.weekly')} onClose={onClose}>
      <form ref={form} className={styles.form} onSubmit={(event) => void submit(event)} noValidate>
        <ChooseOne
          legend={t('form.kind')}
          value={kind}
          choices={[
            { value: 'single', label: t('form.kindSingle') },
            { value: 'weekly', label: t('form.kindWeekly') },
          ]}
          onChoose={(chosen) => {
            setKind(chosen)
            // The field begins anew.
            setUntilUnreadable(false)
          }}
        />
        <Select
          label={t('form.expert')}
          problem={shownProblems?.expert}
          value={expertId}
          onChange={(event) => setExpertId(event.target.value)}
        >
          <option value="">{t('form.chooseExpert')}</option>
          {experts.map((one) => (
            <option key={one.id} value={one.id}>
              {words.names(one)}
            </option>
          ))}
        </Select>
        {kind === 'weekly' && (
          <ChooseSome
            legend={t('form.weekdays')}
            problem={shownProblems?.weekdays}
            values={weekdays}
            choices={isoWeekdays.map((number) => ({ value: String(number), label: weekdayName(number, language) }))}
            onChoose={setWeekdays}
          />
        )}
        <div className={kind === 'weekly' ? classes(styles.pair, styles.days) : undefined}>
          <DateField
            label={t(kind === 'single' ? 'form.date' : 'form.from')}
            problem={shownProblems?.date}
            max={lastDate}
            value={date}
            onDay={setDate}
          />
          {kind === 'weekly' && (
            <DateField
              label={t('form.until')}
              problem={shownProblems?.until}
              min={date}
              max={lastDate}
              value={until}
              onDay={setUntil}
              onUnreadable={setUntilUnreadable}
            />
          )}
        </div>
        <div className={styles.pair}>
          <Field
            label={t('form.start')}
            problem={shownProblems?.starts}
            inputMode="numeric"
            autoComplete="off"
            placeholder="14:00"
            value={starts}
            onChange={(event) => setStarts(event.target.value)}
            onBlur={() => setStarts(startsAtLocal ?? starts)}
          />
          <Field
            label={t('form.end')}
            problem={shownProblems?.ends}
            inputMode="numeric"
            autoComplete="off"
            placeholder="23:00"
            value={ends}
            onChange={(event) => setEnds(event.target.value)}
            onBlur={() => setEnds(endsAtLocal ?? ends)}
          />
        </div>
        <p className={styles.hint}>{t('form.endHint')}</p>
        <ZoneSelect
          label={t('form.zone')}
          hint={t('form.zoneHint')}
          value={zone}
          first={[...(expert === undefined ? [] : [expert.timeZone]), timeZone, me.timeZone]}
          onZone={setChosenZone}
        />
        <Select label={t('form.slots')} value={slots} onChange={(event) => setSlots(event.target.value)}>
          <option value="">{t('form.walkIn')}</option>
          {slotLengths.map((minutes) => (
            <option key={minutes} value={String(minutes)}>
              {t('form.slotMinutes', { minutes })}
            </option>
          ))}
        </Select>
        <Preview
          heading={t(kind === 'single' ? 'form.preview' : 'form.previewWeekly')}
          stretch={stretch}
          none={isDate(date) && firstDate === undefined && weekdays.length > 0}
          timeZone={timeZone}
          otherZone={expert?.timeZone}
        />
        <Refusal error={command.error} expert={expert} stretch={stretch} timeZone={zone} />
        <Row>
          <Button type="submit" busy={command.busy}>
            {t('form.save')}
          </Button>
          <Button kind="quiet" onClick={onClose}>
            {t('form.cancel')}
          </Button>
        </Row>
      </form>
    </Dialog>
  )
}

function skipped(error: ApiError | undefined): boolean {
  return error?.code === 'localTimeSkipped'
}

/** A shift in words, on a clock that is named: `3月24日周二 22:00–06:00 +1（北京）`. */
function useShiftWords(timeZone: string): (during: Stretch) => string {
  const language = useLanguage()
  const cityOf = useCities()
  return ({ start, end }) =>
    inCity(`${day(start, timeZone, language)} ${hours(start, end, timeZone, language)}`, cityOf(timeZone), language)
}

interface RefusalProps {
  error: ApiError | undefined
  expert: RosterExpert | undefined
  stretch: Stretch | undefined
  /** By whose clock the hours are given. */
  timeZone: string
}

/** Why the shift was refused: for an overlap, with the shift that is in the way. */
function Refusal({ error, expert, stretch, timeZone }: RefusalProps) {
  const t = useWords(weekWords)
  const when = useShiftWords(timeZone)
  const words = useExpertWords()
  const overlaps = error?.code === 'shiftOverlaps' && stretch !== undefined
  const found = useAnswer('GET /api/roster', overlaps && { query: { from: stretch.start, until: stretch.end } })
  const inTheWay = found.value?.shifts.filter((shift) => shift.expertId === expert?.id) ?? []
  if (overlaps && expert !== undefined && inTheWay.length > 0) {
    const listed = inTheWay.map(({ during }) => when(during))
    return (
      <Notice tone="waiting" role="alert">
        <p>{t('form.overlaps', { name: words.name(expert), hours: listed.join(', ') })}</p>
      </Notice>
    )
  }
  return skipped(error) ? null : <Failure error={error} />
}
