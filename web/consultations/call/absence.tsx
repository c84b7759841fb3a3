import { useState } from 'react'
import type { ReactNode } from 'react'
import type { Absence, Consultation } from '../../../signaling/consultations/contract.ts'
import { visitInVainMinutes } from '../../../signaling/vocabulary.ts'
import { Failure } from '../../api/failure.tsx'
import { useCommand } from '../../api/use-command.ts'
import { useCities } from '../../language/cities.ts'
import { timeOfDay } from '../../language/clock.ts'
import { useLanguage, useWords } from '../../language/language.ts'
import { useNow } from '../../language/use-now.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Row } from '../../ui/page.tsx'
import { consultationWords } from '../words.ts'
import { leaveVisit } from './commands.ts'

function useClockTime(timeZone: string): (at: string) => string {
  const t = useWords(consultationWords)
  const language = useLanguage()
  const cityOf = useCities()
  return (at) => t('absence.time', { time: timeOfDay(at, timeZone, language), city: cityOf(timeZone) })
}

interface DoctorGoneProps {
  visit: Consultation
  absence: Absence
  /** The patient's. */
  timeZone: string
  afterwards?: ReactNode
}

/** To the patient who is alone: since when, what is being done, what will happen, and what they can do now. */
export function DoctorGone({ visit, absence, timeZone, afterwards }: DoctorGoneProps) {
  const t = useWords(consultationWords)
  const clockTime = useClockTime(timeZone)
  const { since, giveBackAt, pageOpen } = absence
  const wait = useCommand(async () => {
    await leaveVisit(visit.id, { waitAgain: true })
  })
  return (
    <Notice tone="waiting" role="alert" title={t('absence.doctorTitle', { since: clockTime(since) })}>
      <p>{t(pageOpen ? 'absence.rings' : 'absence.cutOff')}</p>
      {giveBackAt !== null && <p>{t('absence.giveBack', { time: clockTime(giveBackAt) })}</p>}
      <Row>
        <Button small busy={wait.busy} onClick={() => void wait.run()}>
          {t('absence.waitAgain')}
        </Button>
        <LeaveForGood visit={visit} afterwards={afterwards} />
      </Row>
      <Failure error={wait.error} />
    </Notice>
  )
}

/** To the doctor who is alone: since when, and what can be done. */
export function PatientGone({ visit, timeZone }: { visit: Consultation; timeZone: string }) {
  const t = useWords(consultationWords)
  const clockTime = useClockTime(timeZone)
  const { absence, patient } = visit
  if (absence?.kind !== 'patient') return null
  const since = clockTime(absence.since)
  return (
    <Notice tone="waiting" role="status" title={t('absence.patientTitle', { name: patient.name, since })}>
      <p>{t('absence.patientText')}</p>
    </Notice>
  )
}

interface LeaveForGoodProps {
  visit: Consultation
  /** Below what leaving does: what is to be known of a place that is taken afterwards. */
  afterwards?: ReactNode
}

/** Ends it for the patient, after asking once. */
export function LeaveForGood({ visit, afterwards }: LeaveForGoodProps) {
  const t = useWords(consultationWords)
  const [asking, setAsking] = useState(false)
  const leave = useCommand(async () => {
    await leaveVisit(visit.id, { waitAgain: false })
  })
  const now = useNow()
  const { absence, startedAt } = visit
  // Who leaves so soon has no visit, unless the doctor writes.
  const atOnce = startedAt === null || Date.parse(now) - Date.parse(startedAt) < visitInVainMinutes * 60_000
  const text = absence?.kind === 'doctor' ? 'leave.goneText' : atOnce ? 'leave.atOnceText' : 'leave.text'
  return (
    <>
      <Button kind="quiet" small onClick={() => setAsking(true)}>
        {t('leave.button')}
      </Button>
      {asking && (
        <Dialog
          heading={t('leave.title')}
          readFirst
          onClose={() => setAsking(false)}
          actions={
            <>
              <Button onClick={() => setAsking(false)}>{t('leave.stay')}</Button>
              <Button kind="danger" busy={leave.busy} onClick={() => void leave.run()}>
                {t('leave.yes')}
              </Button>
            </>
          }
        >
          <p>{t(text)}</p>
          {afterwards}
          <Failure error={leave.error} />
        </Dialog>
      )}
    </>
  )
}
