import { useEffect, useRef } from 'react'
import type { ConsultationSummary } from '../../signaling/consultations/contract.ts'
import { Failure } from '../api/failure.tsx'
import { useAnswer } from '../api/use-answer.ts'
import { ExpertLines } from '../appointments/expert-lines.tsx'
import { useMe } from '../identity/session.ts'
import { BothClocks } from '../language/both-clocks.tsx'
import { day } from '../language/clock.ts'
import { useLanguage, useWords } from '../language/language.ts'
import { useLive } from '../live/use-live.ts'
import { nameWords } from '../names/words.ts'
import { shellWords } from '../shell/words.ts'
import { LinkButton } from '../ui/button.tsx'
import { Card } from '../ui/card.tsx'
import { Tag } from '../ui/notice.tsx'
import { Page } from '../ui/page.tsx'
import { Skeleton } from '../ui/spinner.tsx'
import { EmptyState } from '../ui/state.tsx'
import { VisuallyHidden } from '../ui/visually-hidden.tsx'
import { recordWords } from './words.ts'

/** So many unsigned visits, the latest, say by themselves that they have been signed. */
const followedVisits = 10

/** The visits under way and those that were held, the latest first, each with the way to its advice once that is signed. */
export function Records() {
  const t = useWords(recordWords)
  const s = useWords(shellWords)
  const { accountId } = useMe()
  const visits = useAnswer('GET /api/consultations')
  // A visit that begins or ends changes the places of the account.
  const { value: places } = useLive(`tickets:${accountId}`)
  const { reload } = visits
  const seen = useRef(places)
  useEffect(() => {
    if (places !== seen.current) reload()
    seen.current = places
  }, [places, reload])
  // Of those that were broken off the server tells where something was signed about them.
  const held = visits.value?.filter(({ startedAt }) => startedAt !== null)
  const followed = held?.filter((visit) => !visit.noteSigned && !isOpen(visit)).slice(0, followedVisits)
  return (
    <Page title={t('records.title')} lead={t('records.lead')}>
      <Failure error={visits.error} onRetry={visits.reload} />
      {held === undefined && visits.loading && <Skeleton label={s('loading')} />}
      {held?.length === 0 && (
        <EmptyState title={t('records.empty')} action={<LinkButton to="/tell">{t('records.first')}</LinkButton>}>
          {t('records.emptyText')}
        </EmptyState>
      )}
      {held?.map((visit) => (
        <VisitCard key={visit.id} visit={visit} follow={followed?.includes(visit) ?? false} />
      ))}
    </Page>
  )
}

function isOpen({ status }: ConsultationSummary): boolean {
  return status === 'inProgress'
}

function VisitCard({ visit, follow }: { visit: ConsultationSummary; follow: boolean }) {
  const t = useWords(recordWords)
  const names = useWords(nameWords)
  const language = useLanguage()
  const { timeZone } = useMe()
  const { id, expert, patientName: name, specialty } = visit
  const { value: advice } = useLive(follow ? `advice:${id}` : undefined)
  const noteSigned = visit.noteSigned || (advice ?? null) !== null
  const at = visit.startedAt ?? visit.matchedAt
  const open = isOpen(visit)
  // Whether advice comes of it, nobody knows.
  const endedByStaff = !open && !noteSigned && visit.endedBy === 'coordinator'
  const tag = open ? (
    <Tag tone="success">{t('records.now')}</Tag>
  ) : endedByStaff ? (
    <Tag tone="waiting">{t('advice.ended')}</Tag>
  ) : (
    <Tag tone={noteSigned ? 'success' : 'waiting'}>{t(noteSigned ? 'records.signed' : 'records.writing')}</Tag>
  )
  return (
    <Card heading={<BothClocks at={at} timeZone={timeZone} otherZone={expert.timeZone} show="date" />} aside={tag} flat>
      <p>{specialty === null ? name : t('records.for', { name, specialty: names(`specialty.${specialty}`) })}</p>
      <ExpertLines expert={expert} />
      {open ? (
        <LinkButton to={`/visits/${id}`}>{t('records.enter')}</LinkButton>
      ) : (
        <>
          {!noteSigned && <p>{t(endedByStaff ? 'advice.endedText' : 'records.notReady')}</p>}
          {(noteSigned || endedByStaff) && (
            <LinkButton kind="quiet" to={`/records/${id}`}>
              {t(endedByStaff ? 'advice.whatNow' : 'records.read')}
              <VisuallyHidden> ({day(at, timeZone, language)})</VisuallyHidden>
            </LinkButton>
          )}
        </>
      )}
    </Card>
  )
}
