import { useEffect } from 'react'
import type { ReactNode } from 'react'
import type { Consultation } from '../../../signaling/consultations/contract.ts'
import { Failure } from '../../api/failure.tsx'
import { useMe } from '../../identity/session.ts'
import { useWords } from '../../language/language.ts'
import { useLive } from '../../live/use-live.ts'
import { useExpertWords } from '../../names/expert-words.ts'
import { navigate, useParam } from '../../navigation/navigation.ts'
import { LanguageSwitch, LargerTextSwitch } from '../../shell/header.tsx'
import { Arriving } from '../../shell/arriving.tsx'
import { LinkButton } from '../../ui/button.tsx'
import { Page, Row } from '../../ui/page.tsx'
import { consultationWords } from '../words.ts'
import { DoctorGone, LeaveForGood } from './absence.tsx'
import { AdviceReady } from './advice-ready.tsx'
import { Call } from './call.tsx'
import { conversationOf, enterVisit } from './commands.ts'
import styles from './visit.module.css'

interface VisitProps {
  /** Above the call, for its patient: that another doctor calls. */
  above?: ReactNode
  /** For its patient, before they leave for good: what is to be known of a place that is taken afterwards. */
  afterwards?: ReactNode
}

/**
 * A visit, for its patient and for an expert who was invited and let in: comes in by itself, also after a reload, and stays
 * until it is over. A patient who is being called answers by coming here.
 */
export function Visit({ above, afterwards }: VisitProps) {
  const t = useWords(consultationWords)
  const id = useParam('id')
  const me = useMe()
  const { value: visit, refused } = useLive(`consultation:${id}`)
  const words = useExpertWords()
  const isPatient = me.role === 'compatriot'
  const next = isPatient ? whereNext(visit) : undefined
  useEffect(() => {
    if (next !== undefined) navigate(next, { replace: true })
  }, [next])

  if (refused !== undefined) {
    return (
      <Page title={t('visit.title')}>
        {above}
        <Failure error={refused} />
        <Row>
          <LinkButton to="/">{t('visit.toStart')}</LinkButton>
        </Row>
      </Page>
    )
  }
  if (visit === undefined || next !== undefined) return <Arriving />
  if (visit.status !== 'called' && visit.status !== 'inProgress') return <Over />
  return (
    <div className={isPatient ? styles.screen : styles.staffScreen}>
      {above}
      <title>{`${t('visit.with', { name: words.name(visit.expert) })} · 侨医 Qiaoyi`}</title>
      <h1 className={styles.hidden}>{t('visit.title')}</h1>
      <Call
        consultationId={id}
        roomEpoch={visit.roomEpoch}
        participants={visit.participants}
        ownParticipantId={visit.ownParticipantId}
        enter={() => enterVisit(id)}
        ways={conversationOf(id)}
        timeZone={me.timeZone}
        shortcuts={!isPatient}
        missing={
          isPatient &&
          visit.absence?.kind === 'doctor' && (
            <DoctorGone visit={visit} absence={visit.absence} timeZone={me.timeZone} afterwards={afterwards} />
          )
        }
        news={isPatient && visit.noteSigned && <AdviceReady consultationId={id} timeZone={me.timeZone} />}
        farewell={isPatient && <LeaveForGood visit={visit} afterwards={afterwards} />}
        alone={
          visit.absence?.kind === 'doctor' ? (
            <p>{t('absence.write')}</p>
          ) : (
            <>
              <p className={styles.waiting}>{t('visit.doctorComing', { name: words.name(visit.expert) })}</p>
              <p>{t('visit.stayHere')}</p>
            </>
          )
        }
        heading={
          <div className={styles.heading}>
            <p>
              <strong>{words.name(visit.expert)}</strong>{' '}
              <span className={styles.title}>{words.title(visit.expert.title)}</span>
              <span className={styles.institution}>{words.institution(visit.expert)}</span>
            </p>
            {isPatient && (
              <div className={styles.tools}>
                <LargerTextSwitch />
                <LanguageSwitch />
              </div>
            )}
          </div>
        }
      />
    </div>
  )
}

/** Where the patient goes on once the visit has ended: to the advice, or, where there may be none, to what has become of their place. */
function whereNext(visit: Consultation | undefined): string | undefined {
  if (visit === undefined || visit.status === 'called' || visit.status === 'inProgress') return undefined
  // Whether a doctor whose visit a coordinator has ended writes any, nobody knows.
  const awaitsAdvice = visit.leftAtOnce !== true && (visit.noteSigned || visit.endedBy !== 'coordinator')
  const toAdvice = visit.status === 'finished' && awaitsAdvice
  return toAdvice ? `/records/${visit.id}` : `/waiting/${visit.ticketId}`
}

/** For an expert who was asked in. */
function Over() {
  const t = useWords(consultationWords)
  return (
    <Page title={t('over.title')} lead={t('over.expert')}>
      <Row>
        <LinkButton to="/">{t('visit.toStart')}</LinkButton>
      </Row>
    </Page>
  )
}
