import type { Appointment } from '../../signaling/appointments/contract.ts'
import { Failure } from '../api/failure.tsx'
import { useMe } from '../identity/session.ts'
import { useWords } from '../language/language.ts'
import { useNow } from '../language/use-now.ts'
import { useLive } from '../live/use-live.ts'
import { usePlace } from '../navigation/navigation.ts'
import { shellWords } from '../shell/words.ts'
import { LinkButton } from '../ui/button.tsx'
import { Notice } from '../ui/notice.tsx'
import { Page, Row } from '../ui/page.tsx'
import { Skeleton } from '../ui/spinner.tsx'
import { EmptyState } from '../ui/state.tsx'
import { isAhead } from './ahead.ts'
import { AppointmentCard } from './appointment-card.tsx'
import { appointmentWords } from './words.ts'

/** One's appointments: those to come, the next first, then the earlier ones. */
export function Appointments() {
  const t = useWords(appointmentWords)
  const s = useWords(shellWords)
  const { accountId, email } = useMe()
  const { search } = usePlace()
  const now = useNow(60)
  const { value: all, refused } = useLive(`appointments:${accountId}`)
  const sorted = all?.toSorted((one, other) => Date.parse(one.during.start) - Date.parse(other.during.start)) ?? []
  const ahead = sorted.filter((appointment) => isAhead(appointment, now))
  const past = sorted.filter((appointment) => !isAhead(appointment, now)).toReversed()
  const booked = ahead.some(({ id }) => id === search.get('booked'))
  return (
    <Page title={t('list.title')} back={{ label: s('home'), to: '/' }}>
      {booked && (
        <Notice tone="success" title={t('list.booked')} role="status">
          <p>{t('list.bookedText', { email })}</p>
        </Notice>
      )}
      <Failure error={refused} />
      {all === undefined && refused === undefined && <Skeleton label={s('loading')} />}
      {all !== undefined && ahead.length === 0 && (
        <EmptyState title={t('list.empty')} action={<LinkButton to="/booking">{t('list.bookFirst')}</LinkButton>}>
          {t('list.emptyText')}
        </EmptyState>
      )}
      {ahead.map((appointment) => (
        <AppointmentCard key={appointment.id} appointment={appointment} />
      ))}
      {ahead.length > 0 && (
        <LinkButton kind="quiet" to="/booking">
          {t('list.bookAnother')}
        </LinkButton>
      )}
      {past.length > 0 && <h2>{t('list.past')}</h2>}
      {past.map((appointment) => (
        <AppointmentCard key={appointment.id} appointment={appointment}>
          {appointment.status === 'cancelled' && Date.parse(appointment.during.start) > Date.parse(now) && (
            <Instead appointment={appointment} />
          )}
        </AppointmentCard>
      ))}
    </Page>
  )
}

/** What there is in place of a time that was given back, by whomever, before it came. */
function Instead({ appointment: { specialty } }: { appointment: Appointment }) {
  const t = useWords(appointmentWords)
  return (
    <Row>
      <LinkButton to={`/booking?specialty=${specialty}`}>{t('list.bookAnother')}</LinkButton>
      <LinkButton kind="quiet" to="/tell">
        {t('booking.now')}
      </LinkButton>
    </Row>
  )
}
