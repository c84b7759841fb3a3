import { useEffect, useState } from 'react'
import type { MyPatients as Answer, MyPatientsQuery } from '../../signaling/notes/contract.ts'
import { longestName } from '../../signaling/text-limits.ts'
import { request } from '../api/client.ts'
import { Failure } from '../api/failure.tsx'
import { useAnswer } from '../api/use-answer.ts'
import { useCommand } from '../api/use-command.ts'
import { useMe } from '../identity/session.ts'
import { ageIn } from '../language/age.ts'
import { day } from '../language/clock.ts'
import { useLanguage, useWords } from '../language/language.ts'
import { useNow } from '../language/use-now.ts'
import { nameWords } from '../names/words.ts'
import { Link } from '../navigation/link.tsx'
import { navigate, usePlace } from '../navigation/navigation.ts'
import { shellWords } from '../shell/words.ts'
import { Button } from '../ui/button.tsx'
import { Card } from '../ui/card.tsx'
import { Field } from '../ui/field.tsx'
import { Tag } from '../ui/notice.tsx'
import { Page } from '../ui/page.tsx'
import { Skeleton } from '../ui/spinner.tsx'
import { EmptyState } from '../ui/state.tsx'
import styles from './my-patients.module.css'
import { noteWords } from './words.ts'

type Patient = Answer['patients'][number]

/** How long after the last letter the list is asked for, in milliseconds: a name is typed in one go. */
const typingMs = 300

/** Whom the doctor has seen, the latest first, each visit with the way to its note. The name looked for stands in the address. */
export function MyPatients() {
  const t = useWords(noteWords)
  const s = useWords(shellWords)
  const { search } = usePlace()
  const name = search.get('name') ?? ''
  const [typed, setTyped] = useState(name)
  useEffect(() => {
    if (typed.trim() === name) return undefined
    const timer = setTimeout(() => {
      const query = typed.trim() === '' ? '' : `?${new URLSearchParams({ name: typed.trim() }).toString()}`
      navigate(`/patients${query}`, { replace: true })
    }, typingMs)
    return () => clearTimeout(timer)
  }, [typed, name])
  const first = useAnswer('GET /api/my-patients', { query: queryOf(name, null) })
  return (
    <Page title={t('mine.title')} lead={t('mine.lead')}>
      <Field
        label={t('mine.search')}
        type="search"
        maxLength={longestName}
        autoComplete="off"
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
      />
      <Failure error={first.error} onRetry={first.reload} />
      {first.value === undefined && first.loading && <Skeleton label={s('loading')} lines={6} />}
      {first.value?.patients.length === 0 &&
        (name === '' ? (
          <EmptyState title={t('mine.empty')}>{t('mine.emptyText')}</EmptyState>
        ) : (
          <EmptyState
            title={t('mine.none')}
            action={
              <Button kind="quiet" onClick={() => setTyped('')}>
                {t('mine.clear')}
              </Button>
            }
          />
        ))}
      {first.value !== undefined && (
        <Pages key={`${name} ${first.value.next?.beforeId ?? ''}`} name={name} first={first.value} />
      )}
    </Page>
  )
}

function queryOf(name: string, next: Answer['next']): MyPatientsQuery {
  return { ...(name !== '' && { name }), ...next }
}

function Pages({ name, first }: { name: string; first: Answer }) {
  const t = useWords(noteWords)
  const [further, setFurther] = useState<readonly Answer[]>([])
  const { next } = further.at(-1) ?? first
  const more = useCommand(async () => {
    const page = await request('GET /api/my-patients', { query: queryOf(name, next) })
    setFurther((former) => [...former, page])
  })
  return (
    <>
      {[first, ...further].flatMap(({ patients }) =>
        patients.map((patient) => <PatientCard key={patient.id} patient={patient} />),
      )}
      <Failure error={more.error} />
      {next !== null && (
        <div>
          <Button kind="quiet" busy={more.busy} onClick={() => void more.run()}>
            {t('mine.more')}
          </Button>
        </div>
      )}
    </>
  )
}

function PatientCard({ patient }: { patient: Patient }) {
  const t = useWords(noteWords)
  const names = useWords(nameWords) as (key: string) => string
  const language = useLanguage()
  const { timeZone } = useMe()
  const now = useNow()
  const facts = [
    patient.birthDate === null ? '' : t('mine.age', { count: ageIn(patient.birthDate, now, patient.timeZone) }),
    patient.gender === 'unknown' ? '' : names(`gender.${patient.gender}`),
  ].filter(Boolean)
  return (
    <Card heading={patient.name} aside={<span className={styles.facts}>{facts.join(' · ')}</span>} flat>
      <ul className={styles.visits}>
        {patient.visits.map((visit) => (
          <li key={visit.consultationId} className={styles.visit}>
            <Link to={`/patients/${visit.consultationId}`} className={styles.link}>
              {t('mine.visit', { day: day(visit.heldAt, timeZone, language), complaint: visit.complaint })}
            </Link>
            <Tag tone={visit.noteSigned ? 'success' : 'waiting'}>
              {t(visit.noteSigned ? 'mine.signed' : 'mine.unsigned')}
            </Tag>
          </li>
        ))}
      </ul>
    </Card>
  )
}
