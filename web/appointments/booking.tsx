import { useState } from 'react'
import type { Slot } from '../../signaling/appointments/contract.ts'
import type { Specialty, SpokenLanguage } from '../../signaling/shapes.ts'
import { specialties, spokenLanguages } from '../../signaling/vocabulary.ts'
import type { ApiError } from '../api/client.ts'
import { Failure } from '../api/failure.tsx'
import { ZoneSelect } from '../cities/zone-select.tsx'
import { useMe } from '../identity/session.ts'
import { useWords } from '../language/language.ts'
import { nameWords } from '../names/words.ts'
import { navigate, usePlace } from '../navigation/navigation.ts'
import { shellWords } from '../shell/words.ts'
import { LinkButton } from '../ui/button.tsx'
import { Select } from '../ui/field.tsx'
import { Page } from '../ui/page.tsx'
import { Skeleton } from '../ui/spinner.tsx'
import { EmptyState } from '../ui/state.tsx'
import styles from './booking.module.css'
import { Confirmation } from './confirmation.tsx'
import { SlotDays } from './slot-days.tsx'
import { useSlots } from './use-slots.ts'
import { appointmentWords } from './words.ts'

interface Change {
  readonly specialty?: Specialty
  readonly language?: SpokenLanguage | ''
  readonly confirm?: '1'
}

const gone: readonly string[] = ['slotTaken', 'slotUnknown', 'slotTooSoon']

/** Booking: the kind of doctor, the day, the time; then the confirmation. The place keeps what is chosen. */
export function Booking() {
  const t = useWords(appointmentWords)
  const s = useWords(shellWords)
  const { search } = usePlace()
  const me = useMe()
  const [timeZone, setTimeZone] = useState(me.timeZone)
  const [chosen, setChosen] = useState<Slot>()
  const [reason, setReason] = useState('')
  const [problem, setProblem] = useState<ApiError>()
  const specialty = specialties.find((code) => code === search.get('specialty')) ?? 'generalPractice'
  const language = spokenLanguages.find((code) => code === search.get('language'))
  const { slots, error, reload } = useSlots(specialty, language)

  const addressOf = (change: Change): string => {
    const query = new URLSearchParams(search)
    query.delete('confirm')
    for (const [name, value] of Object.entries(change)) {
      if (value === '') query.delete(name)
      else query.set(name, value)
    }
    return query.size === 0 ? '/booking' : `/booking?${query.toString()}`
  }
  const go = (change: Change, replace = true): void => navigate(addressOf(change), { replace })
  const refused = (why: ApiError): void => {
    if (!gone.includes(why.code)) return
    setProblem(why)
    reload()
    go({})
  }

  if (chosen !== undefined && search.get('confirm') === '1') {
    return (
      <Confirmation
        slot={chosen}
        specialty={specialty}
        timeZone={timeZone}
        back={addressOf({})}
        reason={reason}
        onReason={setReason}
        onRefused={refused}
      />
    )
  }
  return (
    <Page title={t('booking.title')} back={{ label: s('back'), to: '/' }} width="wide">
      <div className={styles.filters}>
        <Filters
          specialty={specialty}
          language={language}
          onSpecialty={(code) => go({ specialty: code })}
          onLanguage={(code) => go({ language: code })}
        />
        <ZoneSelect label={t('booking.zone')} value={timeZone} first={[me.timeZone]} onZone={setTimeZone} />
      </div>
      <Failure error={problem} />
      {problem !== undefined && slots !== undefined && slots.length > 0 && <p>{t('booking.refreshed')}</p>}
      <Failure error={error} onRetry={reload} />
      {slots === undefined && error === undefined && <Skeleton label={s('loading')} lines={5} />}
      {slots?.length === 0 && (
        <EmptyState title={t('booking.noneTitle')} action={<LinkButton to="/tell">{t('booking.now')}</LinkButton>}>
          {t('booking.noneText')}
        </EmptyState>
      )}
      {slots !== undefined && slots.length > 0 && (
        <SlotDays
          slots={slots}
          timeZone={timeZone}
          onChoose={(slot) => {
            setChosen(slot)
            setProblem(undefined)
            go({ confirm: '1' }, false)
          }}
        />
      )}
    </Page>
  )
}

interface FiltersProps {
  specialty: Specialty
  language: SpokenLanguage | undefined
  onSpecialty: (specialty: Specialty) => void
  onLanguage: (language: SpokenLanguage | '') => void
}

function Filters({ specialty, language, onSpecialty, onLanguage }: FiltersProps) {
  const t = useWords(appointmentWords)
  const names = useWords(nameWords)
  return (
    <>
      <Select
        label={t('booking.specialty')}
        value={specialty}
        onChange={(event) => onSpecialty(event.target.value as Specialty)}
      >
        {specialties.map((code) => (
          <option key={code} value={code}>
            {names(`specialty.${code}`)}
          </option>
        ))}
      </Select>
      <Select
        label={t('booking.language')}
        value={language ?? ''}
        onChange={(event) => onLanguage(event.target.value as SpokenLanguage | '')}
      >
        <option value="">{t('booking.anyLanguage')}</option>
        {spokenLanguages.map((code) => (
          <option key={code} value={code}>
            {names(`spoken.${code}`)}
          </option>
        ))}
      </Select>
    </>
  )
}
