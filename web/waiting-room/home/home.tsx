import { Suspense } from 'react'
import type { Appointment } from '../../../signaling/appointments/contract.ts'
import type { Ticket } from '../../../signaling/waiting-room/contract.ts'
import { isAhead } from '../../appointments/ahead.ts'
import { AppointmentCard } from '../../appointments/appointment-card.tsx'
import { useMe } from '../../identity/session.ts'
import { duration } from '../../language/clock.ts'
import { useLanguage, useWords } from '../../language/language.ts'
import { useNow } from '../../language/use-now.ts'
import { useLive } from '../../live/use-live.ts'
import { Link } from '../../navigation/link.tsx'
import { shellWords } from '../../shell/words.ts'
import { LinkButton } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { FamilyIcon, RecordsIcon } from '../../ui/icons.tsx'
import { Page } from '../../ui/page.tsx'
import { holdOf } from '../hold.ts'
import { useNextRest } from '../next-place.tsx'
import { NextShift } from '../next-shift.tsx'
import { soonest } from '../prospect.ts'
import { useProspect } from '../use-place.ts'
import { About, RestsUntil } from '../when-called.tsx'
import styles from './home.module.css'
import { homeWords } from './words.ts'

/** The first page: see a doctor now, book a time, and whatever is going on already. */
export function Home() {
  const t = useWords(homeWords)
  const s = useWords(shellWords)
  const { accountId } = useMe()
  const { value: tickets } = useLive(`tickets:${accountId}`)
  const { value: appointments } = useLive(`appointments:${accountId}`)
  const now = useNow(20)
  const next = appointments?.filter((appointment) => isAhead(appointment, now)).sort(byStart)[0]
  return (
    <Page title={t('home.title')}>
      {tickets?.map((ticket) => (
        <OpenPlace key={ticket.id} ticket={ticket} />
      ))}
      <div className={styles.ways}>
        <Link to="/tell" className={styles.now}>
          <span className={styles.way}>{t('home.now')}</span>
          <OutlookLine />
        </Link>
        <Link to="/booking" className={styles.book}>
          <span className={styles.way}>{t('home.book')}</span>
          <span>{t('home.bookHint')}</span>
        </Link>
      </div>
      {next !== undefined && (
        <Suspense fallback={null}>
          <AppointmentCard
            appointment={next}
            heading={t('home.next')}
            more={
              <Link to="/appointments" className={styles.more}>
                {t('home.allAppointments')}
              </Link>
            }
          />
        </Suspense>
      )}
      <ul className={styles.links}>
        <li>
          <Link to="/records" className={styles.link}>
            <RecordsIcon />
            <span>
              <span className={styles.name}>{s('records')}</span>
              <span className={styles.hint}>{t('home.recordsHint')}</span>
            </span>
          </Link>
        </li>
        <li>
          <Link to="/family" className={styles.link}>
            <FamilyIcon />
            <span>
              <span className={styles.name}>{s('family')}</span>
              <span className={styles.hint}>{t('home.familyHint')}</span>
            </span>
          </Link>
        </li>
      </ul>
    </Page>
  )
}

function byStart(one: Appointment, other: Appointment): number {
  return Date.parse(one.during.start) - Date.parse(other.during.start)
}

/** Who is on duty, and when whoever takes a place now is called; where it rests, from when on. */
function OutlookLine() {
  const rest = useNextRest()
  return (
    <>
      <OnDuty timed={rest === null} />
      {typeof rest === 'string' && <RestsUntil at={rest} words="place.nextRests" />}
    </>
  )
}

/**
 * "4 doctors on duty · about 15 minutes", as it is now for who speaks their languages and doesn't know the specialty.
 * No time is told unless it is `timed`.
 */
function OnDuty({ timed }: { timed: boolean }) {
  const t = useWords(homeWords)
  const language = useLanguage()
  const { languages } = useMe()
  const { value: outlook } = useLive('outlook')
  if (outlook === undefined) return <span aria-hidden="true">…</span>
  const { minutes, nextAt, onBreak } = soonest(outlook.unsure, languages)
  if (minutes === null && onBreak) return <span>{t('home.onBreak')}</span>
  const anybody = outlook.onDuty + (outlook.onBreak ?? 0) > 0
  if (minutes === null) return <Nobody anybody={anybody} nextAt={timed ? nextAt : null} />
  const onDuty = t('home.onDuty', { count: outlook.onDuty })
  if (!timed) return <span>{onDuty}</span>
  const wait = minutes === 0 ? t('home.noWait') : t('home.about', { time: duration(minutes, language) })
  return <span>{`${onDuty} · ${wait}`}</span>
}

function Nobody({ anybody, nextAt }: { anybody: boolean; nextAt: string | null }) {
  const t = useWords(homeWords)
  return (
    <>
      <span>{t(anybody ? 'home.nobodyForYou' : 'home.nobody')}</span>
      {nextAt !== null && (
        <span>
          <NextShift at={nextAt} words={{ comes: t('home.nextShift'), begun: t('home.shiftBegun') }} />
        </span>
      )}
    </>
  )
}

/** A place they hold: the way back to waiting, to the call, or into the visit. */
function OpenPlace({ ticket }: { ticket: Ticket }) {
  const t = useWords(homeWords)
  const { patientName: name, number, status, call } = ticket
  const inVisit = status === 'inConsultation' && call !== null
  const waits = ticket.pausedAt === null ? 'home.waitingFor' : 'home.paused'
  const heading = inVisit ? t('home.inVisit', { name }) : t(status === 'called' ? 'home.called' : waits, { name })
  return (
    <Card heading={heading} aside={<span className={styles.number}>{t('home.number', { number })}</span>}>
      {status === 'waiting' && <Wait ticket={ticket} />}
      <LinkButton to={inVisit ? `/visits/${call.consultationId}` : `/waiting/${ticket.id}`} wide>
        {t(inVisit ? 'home.toVisit' : status === 'called' ? 'home.answer' : 'home.toWaiting')}
      </LinkButton>
    </Card>
  )
}

/** When they are called: what the waiting room says. */
function Wait({ ticket }: { ticket: Ticket }) {
  const t = useWords(homeWords)
  const prospect = useProspect(ticket)
  const hold = holdOf(ticket, useNow(20))
  if (hold === 'rests' && ticket.notBefore !== null) {
    return (
      <>
        <p>{t('place.rests')}</p>
        <RestsUntil at={ticket.notBefore} />
      </>
    )
  }
  if (ticket.pausedAt !== null || prospect === undefined) return null
  const nobody = prospect.onBreak ? 'place.onBreak' : 'place.nobody'
  return <p>{prospect.minutes === null ? t(nobody) : <About minutes={prospect.minutes} />}</p>
}
