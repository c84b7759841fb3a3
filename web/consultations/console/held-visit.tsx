import { useState } from 'react'
import type { Consultation } from '../../../signaling/consultations/contract.ts'
import { useMe } from '../../identity/session.ts'
import { ageIn } from '../../language/age.ts'
import { useCities } from '../../language/cities.ts'
import { timeOfDay } from '../../language/clock.ts'
import { useLanguage, useWords } from '../../language/language.ts'
import { useNow } from '../../language/use-now.ts'
import { nameWords } from '../../names/words.ts'
import { Button } from '../../ui/button.tsx'
import { Row } from '../../ui/page.tsx'
import { useShownHere } from '../../ringing/seen.ts'
import { Tag } from '../../ui/notice.tsx'
import { useShortcuts } from '../../ui/use-shortcuts.ts'
import { PatientGone } from '../call/absence.tsx'
import { Call } from '../call/call.tsx'
import { conversationOf, enterVisit } from '../call/commands.ts'
import { consultationWords } from '../words.ts'
import styles from './console.module.css'
import { EndVisit } from './end-visit.tsx'
import { Knocks, Participants } from './participants.tsx'
import { useReasons } from './reasons.ts'
import { absenceId } from './ring-reasons.ts'
import { StopCall } from './stop-call.tsx'
import { useArrivalSeen } from './use-arrival-seen.ts'

/** The visit that the doctor holds: from the call on one is in the room, and waits there for the patient. */
export function HeldVisit({ visit }: { visit: Consultation }) {
  const t = useWords(consultationWords)
  const me = useMe()
  const [dialog, setDialog] = useState<'stop' | 'end' | 'participants'>()
  const isCalled = visit.status === 'called'
  const end = (): void => setDialog(isCalled ? 'stop' : 'end')
  const [inRoom, setInRoom] = useState(true)
  useArrivalSeen(visit, inRoom)
  useShownHere(absenceId(visit))
  useShortcuts({ e: end, p: () => setDialog('participants') })
  return (
    <>
      <Knocks visit={visit} />
      <PatientGone visit={visit} timeZone={me.timeZone} />
      <Call
        consultationId={visit.id}
        roomEpoch={visit.roomEpoch}
        participants={visit.participants}
        ownParticipantId={visit.ownParticipantId}
        enter={() => enterVisit(visit.id)}
        ways={conversationOf(visit.id)}
        begun={!isCalled}
        onRoom={setInRoom}
        missed={t('out.withoutYou', { name: visit.patient.name })}
        ticketId={visit.ticketId}
        timeZone={me.timeZone}
        shortcuts
        heading={<PatientLine visit={visit} />}
        alone={isCalled ? <Ringing visit={visit} /> : <p role="status">{t('visit.patientAway')}</p>}
        actions={
          <Row>
            <Button kind="quiet" onClick={() => setDialog('participants')}>
              {t('participants.title')}
            </Button>
            <Button kind="danger" onClick={end}>
              {t(isCalled ? 'stop.button' : 'end.button')}
            </Button>
          </Row>
        }
      />
      {dialog === 'participants' && <Participants visit={visit} onClose={() => setDialog(undefined)} />}
      {/* A call that is answered meanwhile can't be stopped any more. */}
      {dialog === 'stop' && isCalled && <StopCall visit={visit} onClose={() => setDialog(undefined)} />}
      {dialog === 'end' && <EndVisit visit={visit} onClose={() => setDialog(undefined)} />}
    </>
  )
}

function PatientLine({ visit }: { visit: Consultation }) {
  const t = useWords(consultationWords)
  const names = useWords(nameWords) as (key: string) => string
  const language = useLanguage()
  const cityOf = useCities()
  const reasons = useReasons()
  const now = useNow()
  const { patient } = visit
  const age = patient.birthDate === null ? undefined : ageIn(patient.birthDate, now, patient.timeZone)
  return (
    <div>
      <p className={styles.heading}>
        <span className={styles.number}>{visit.ticketNumber}</span>
        <strong>{patient.name}</strong>
        {age !== undefined && <span>{t('queue.age', { count: age })}</span>}
        {patient.gender !== 'unknown' && <span>{names(`gender.${patient.gender}`)}</span>}
        <span>
          {t('queue.theirTime', {
            time: timeOfDay(now, patient.timeZone, language),
            city: cityOf(patient.timeZone),
          })}
        </span>
        {visit.urgency !== 'routine' && (
          <Tag tone={visit.urgency === 'emergency' ? 'emergency' : 'waiting'}>{t(`urgency.${visit.urgency}`)}</Tag>
        )}
        {visit.redFlags.map((flag) => (
          <Tag key={flag} tone="emergency">
            {t(`flag.${flag}`)}
          </Tag>
        ))}
      </p>
      {visit.reasons.length > 0 && <p className={styles.soft}>{t('queue.why', { reasons: reasons(visit.reasons) })}</p>}
    </div>
  )
}

function Ringing({ visit }: { visit: Consultation }) {
  const t = useWords(consultationWords)
  const now = useNow(1)
  const left = Math.max(0, Math.round((Date.parse(visit.callUntil) - Date.parse(now)) / 1_000))
  return (
    <>
      <h2>{t('calling.title', { name: visit.patient.name })}</h2>
      <p className={styles.countdown} role="timer">
        {t('calling.seconds', { count: left })}
      </p>
      <p>{t('calling.text')}</p>
    </>
  )
}
