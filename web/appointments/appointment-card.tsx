import { useState } from 'react'
import type { ReactNode } from 'react'
import type { Appointment } from '../../signaling/appointments/contract.ts'
import { request } from '../api/client.ts'
import { Failure } from '../api/failure.tsx'
import { useCommand } from '../api/use-command.ts'
import { useMe } from '../identity/session.ts'
import { BothClocks } from '../language/both-clocks.tsx'
import { useCities } from '../language/cities.ts'
import { moment } from '../language/clock.ts'
import { useLanguage, useWords } from '../language/language.ts'
import { useNow } from '../language/use-now.ts'
import { useLive } from '../live/use-live.ts'
import { nameWords } from '../names/words.ts'
import { Button, LinkButton } from '../ui/button.tsx'
import { Card } from '../ui/card.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { Tag } from '../ui/notice.tsx'
import { Row } from '../ui/page.tsx'
import { showToast } from '../ui/toast.tsx'
import { isAhead } from './ahead.ts'
import styles from './appointment-card.module.css'
import { ExpertLines } from './expert-lines.tsx'
import { appointmentWords } from './words.ts'

interface AppointmentCardProps {
  appointment: Appointment
  /** Above the time; in a list of appointments the time itself is the heading. */
  heading?: string
  more?: ReactNode
  children?: ReactNode
}

/** An appointment in both clocks, with what can be done about it now. */
export function AppointmentCard({ appointment, heading, more, children }: AppointmentCardProps) {
  const t = useWords(appointmentWords)
  const names = useWords(nameWords)
  const { timeZone } = useMe()
  const now = useNow(20)
  const { during, expert, specialty, patientName: name, status, cancelledBy } = appointment
  const clocks = <BothClocks at={during.start} timeZone={timeZone} otherZone={expert.timeZone} show="date" />
  const said = status === 'cancelled' && cancelledBy === 'hospital' ? 'cancelledByHospital' : status
  const tag = <Tag tone={status === 'booked' || status === 'arrived' ? 'info' : 'neutral'}>{t(`status.${said}`)}</Tag>
  return (
    <Card heading={heading ?? clocks} aside={heading === undefined ? tag : more} flat={heading === undefined}>
      {heading !== undefined && <p>{clocks}</p>}
      <p>{t('card.for', { name, specialty: names(`specialty.${specialty}`) })}</p>
      <ExpertLines expert={expert} />
      {isAhead(appointment, now) && <WhatNow appointment={appointment} now={now} canCancel={heading === undefined} />}
      {children}
    </Card>
  )
}

interface WhatNowProps {
  appointment: Appointment
  now: string
  canCancel: boolean
}

function WhatNow({ appointment, now, canCancel }: WhatNowProps) {
  const t = useWords(appointmentWords)
  const language = useLanguage()
  const cityOf = useCities()
  const { accountId, timeZone } = useMe()
  const { id, status, arriveFrom } = appointment
  const { value: tickets } = useLive(`tickets:${accountId}`)
  const ticket = tickets?.find(({ appointmentId }) => appointmentId === id)
  const mayArrive = Date.parse(arriveFrom) <= Date.parse(now)
  if (status === 'arrived') {
    return ticket === undefined ? null : <LinkButton to={`/waiting/${ticket.id}`}>{t('card.toPlace')}</LinkButton>
  }
  return (
    <>
      {!mayArrive && (
        <p className={styles.soft}>
          {t('card.arriveFrom', { when: moment(arriveFrom, timeZone, cityOf(timeZone), language) })}
        </p>
      )}
      <Row>
        {mayArrive && <LinkButton to={`/tell?appointment=${id}`}>{t('card.arrive')}</LinkButton>}
        {canCancel && <CancelButton id={id} />}
      </Row>
    </>
  )
}

function CancelButton({ id }: { id: string }) {
  const t = useWords(appointmentWords)
  const [asking, setAsking] = useState(false)
  const cancel = useCommand(async (_key) => {
    await request('POST /api/appointments/:id/cancel', { params: { id } })
    setAsking(false)
    showToast(t('card.cancelled'))
  })
  return (
    <>
      <Button kind="plain" onClick={() => setAsking(true)}>
        {t('card.cancel')}
      </Button>
      {asking && (
        <Dialog
          heading={t('card.cancelTitle')}
          onClose={() => setAsking(false)}
          actions={
            <>
              <Button onClick={() => setAsking(false)}>{t('card.keep')}</Button>
              <Button kind="danger" busy={cancel.busy} onClick={() => void cancel.run()}>
                {t('card.cancelYes')}
              </Button>
            </>
          }
        >
          <p>{t('card.cancelText')}</p>
          <Failure error={cancel.error} />
        </Dialog>
      )}
    </>
  )
}
