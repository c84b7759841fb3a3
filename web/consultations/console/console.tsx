import { lazy, Suspense, useEffect, useLayoutEffect, useRef, useState } from 'react'
import type { Consultation, CurrentConsultation } from '../../../signaling/consultations/contract.ts'
import { request } from '../../api/client.ts'
import { Failure } from '../../api/failure.tsx'
import { useCommand } from '../../api/use-command.ts'
import { useMe } from '../../identity/session.ts'
import { useWords } from '../../language/language.ts'
import { useDoctorQueue } from '../../live/use-board.ts'
import { useLive } from '../../live/use-live.ts'
import { usePlace } from '../../navigation/navigation.ts'
import { NotePane } from '../../notes/note-pane.tsx'
import { classes } from '../../ui/classes.ts'
import { Notice } from '../../ui/notice.tsx'
import { Skeleton } from '../../ui/spinner.tsx'
import { EmptyState } from '../../ui/state.tsx'
import { isBusyTyping, sleepShortcuts, useShortcuts } from '../../ui/use-shortcuts.ts'
import { consultationWords } from '../words.ts'
import { Between, type Missed } from './between.tsx'
import styles from './console.module.css'
import { QueuePane } from './queue-pane.tsx'
import { ShortcutSheet } from './shortcut-sheet.tsx'

/** Video comes only to who is about to need it. */
const loadVisit = () => import('./held-visit.tsx')
const HeldVisit = lazy(async () => ({ default: (await loadVisit()).HeldVisit }))

/** The doctor's one screen: who waits, the visit, its note. Nothing changes its place while a visit goes on. */
export function Console() {
  const t = useWords(consultationWords)
  const me = useMe()
  const expertId = me.expertId ?? undefined
  const current = useLive(expertId === undefined ? undefined : `currentConsultation:${expertId}`)
  const queue = useDoctorQueue(expertId)
  const duty = useLive(expertId === undefined ? undefined : `duty:${expertId}`).value
  const [noteOf, setNoteOf] = useState<{ id: string; patientName: string }>()
  const [sheet, setSheet] = useState(false)

  const arrived = current.value?.consultation ?? undefined
  const visit = useShownVisit(arrived)
  const unsigned = current.value?.unsigned ?? []
  const missed = useMissed(current.value)
  const onDuty = duty !== undefined && duty.state !== 'off'
  useEffect(() => {
    if (onDuty) loadVisit().catch(() => undefined)
  }, [onDuty])

  const next = useCommand(async () => {
    await request('POST /api/duty/resume')
  })
  const paused = duty?.state === 'paused'
  const takeNext = async (): Promise<void> => {
    if (paused) await next.run()
  }
  const shown = visit === undefined ? noteOf : { id: visit.id, patientName: visit.patient.name }
  // With a note to sign the key is the note's: it asks for the signature first.
  const hasToSign = unsigned.some(({ id }) => id === shown?.id)
  useShortcuts({ '?': () => setSheet(true), ...(!hasToSign && { n: () => void takeNext() }) })

  // Whatever was typed into has gone: the next letters are not meant for the console.
  const shownVisitId = visit?.id
  useEffect(() => sleepShortcuts(), [shownVisitId])

  // The note of the open visit; else the one chosen, or the latest that waits for a signature.
  const first = unsigned[0]
  useEffect(() => {
    // A call that nobody has answered leaves no note to sign.
    if (visit !== undefined) {
      if (visit.startedAt !== null) setNoteOf({ id: visit.id, patientName: visit.patient.name })
    } else if (first !== undefined) setNoteOf((former) => former ?? { id: first.id, patientName: first.patientName })
  }, [visit, first])

  if (current.refused !== undefined) return <Failure error={current.refused} />
  return (
    <div className={styles.console}>
      <title>{`${visit === undefined ? t('console.title') : `● ${visit.patient.name}`} · 侨医 Qiaoyi`}</title>
      <h1 className={styles.hidden}>{t('console.title')}</h1>
      <div className={styles.panes}>
        <section className={styles.left} aria-label={t('queue.title')}>
          <QueuePane
            queue={queue.value}
            duty={duty}
            unsigned={unsigned}
            shownNote={shown?.id}
            busy={arrived !== undefined}
            onNote={(id, patientName) => setNoteOf({ id, patientName })}
            onShortcuts={() => setSheet(true)}
          />
        </section>
        <section className={classes(styles.centre, visit !== undefined && styles.held)} aria-label={t('console.visit')}>
          {current.value === undefined ? (
            <Skeleton label={t('console.loading')} lines={5} />
          ) : visit === undefined ? (
            <Between
              duty={duty}
              hasToSign={hasToSign}
              ofLast={isOfLast(shown?.id, current.value)}
              wasCall={current.value.lastEnd?.answered === false}
              missed={missed}
              error={next.error}
            />
          ) : (
            <Suspense fallback={<Skeleton label={t('console.loading')} lines={5} />}>
              {current.value.leaving && (
                <Notice tone="waiting" role="status" title={t('leaving.title')}>
                  <p>{t('leaving.text')}</p>
                </Notice>
              )}
              <HeldVisit key={visit.id} visit={visit} />
            </Suspense>
          )}
        </section>
        <section className={styles.right} aria-label={t('console.note')}>
          {shown === undefined ? (
            <EmptyState title={t('console.noNoteTitle')}>{t('console.noNoteText')}</EmptyState>
          ) : (
            <NotePane
              key={shown.id}
              consultationId={shown.id}
              patientName={shown.patientName}
              timeZone={me.timeZone}
              ticketId={visit?.ticketId}
              begun={visit === undefined || visit.startedAt !== null}
              mayStayEmpty={visit === undefined && !hasToSign}
              onNext={visit === undefined && paused ? takeNext : undefined}
            />
          )}
        </section>
      </div>
      {sheet && <ShortcutSheet onClose={() => setSheet(false)} />}
    </div>
  )
}

/**
 * The visit that fills the console: the one that has come, unless somebody is typing. Then it is announced in the bar, and
 * comes with the press there, so that no words are taken from under their hands.
 */
function useShownVisit(arrived: Consultation | undefined): Consultation | undefined {
  const id = arrived?.id
  const wanted = usePlace().search.get('visit')
  const [shownId, setShownId] = useState<string>()
  useLayoutEffect(() => {
    if (id !== undefined && (wanted === id || !isBusyTyping())) setShownId(id)
  }, [id, wanted])
  return arrived !== undefined && arrived.id === shownId ? arrived : undefined
}

/** The patient who was called last and did not come, or has left, and why; until the next one is called. */
function useMissed(current: CurrentConsultation | undefined): Missed | undefined {
  const last = useRef<Consultation>(undefined)
  const [former, setFormer] = useState<{ id: string; name: string }>()
  const visit = current?.consultation ?? undefined
  const id = visit?.id
  useEffect(() => {
    if (id !== undefined) setFormer(undefined)
    else if (last.current !== undefined) setFormer({ id: last.current.id, name: last.current.patient.name })
  }, [id])
  useEffect(() => {
    last.current = visit
  }, [visit])
  if (former === undefined || current === undefined || !isOfLast(former.id, current)) return undefined
  const why = whyMissed(current)
  return why === undefined ? undefined : { name: former.name, why }
}

function whyMissed({ inVain, lastEnd }: CurrentConsultation): Missed['why'] | undefined {
  if (inVain !== null) return inVain
  return lastEnd?.answered === true && lastEnd.by === 'compatriot' ? 'left' : undefined
}

/** Whether this call or visit is the one that ended last, as far as it is told. */
function isOfLast(id: string | undefined, { lastEnd }: CurrentConsultation): boolean {
  return lastEnd == null || lastEnd.id === id
}
