import { useState } from 'react'
import type { Board, BoardTicket } from '../../signaling/board/contract.ts'
import { asApiError, request } from '../api/client.ts'
import type { ApiError } from '../api/client.ts'
import { Failure } from '../api/failure.tsx'
import { useWords } from '../language/language.ts'
import { useBoard } from '../live/use-board.ts'
import { shellWords } from '../shell/words.ts'
import { Button } from '../ui/button.tsx'
import { Page } from '../ui/page.tsx'
import { Skeleton } from '../ui/spinner.tsx'
import { EmptyState } from '../ui/state.tsx'
import { showToast } from '../ui/toast.tsx'
import { useDialog } from '../ui/use-dialog.ts'
import { useArrivals, useSoundSwitch } from './arrivals.ts'
import { AssignDialog } from './assign.tsx'
import styles from './board.module.css'
import { fits, noFilter } from './choosing.ts'
import type { Action } from './choosing.ts'
import { ClearDialog } from './clear.tsx'
import { Doctors } from './doctors.tsx'
import { EndVisitDialog, StopCallDialog } from './end-visit.tsx'
import { Figures } from './figures.tsx'
import { Filters } from './filters.tsx'
import { Gaps } from './gaps.tsx'
import { KeySheet } from './keys.tsx'
import { LeaveDialog } from './leave.tsx'
import { Recent } from './recent.tsx'
import { TriageDialog } from './triage.tsx'
import { WaitingList } from './waiting-list.tsx'
import { WithDoctors } from './with-doctors.tsx'
import { boardWords } from './words.ts'

/** The coordinator's first screen: the whole hospital at this moment. */
export function BoardScreen() {
  const t = useWords(boardWords)
  const s = useWords(shellWords)
  const { value, refused } = useBoard()
  if (value !== undefined) return <LiveBoard board={value} />
  return (
    <Page title={t('title')} width="full">
      {refused === undefined ? <Skeleton label={s('loading')} lines={6} /> : <Failure error={refused} />}
    </Page>
  )
}

function LiveBoard({ board }: { board: Board }) {
  const t = useWords(boardWords)
  const [filter, setFilter] = useState(noFilter)
  const [doing, setDoing, close] = useDialog<{ action: Action | 'help'; ticket?: BoardTicket }>()
  const [callFailure, setCallFailure] = useState<ApiError>()
  const [sound, setSound] = useSoundSwitch()
  const waiting = board.tickets.filter(({ status }) => status === 'waiting')
  const withDoctors = board.tickets.filter(({ status }) => status !== 'waiting')
  const shown = waiting.filter((ticket) => fits(ticket, filter))
  const { fresh, unseen } = useArrivals(board.tickets, sound, (arrived) => {
    const [first] = arrived
    if (arrived.length > 1 || first === undefined) showToast(t('arrived.many', { count: arrived.length }))
    else showToast(t('arrived.one', { number: first.number, name: first.patientName }))
  })
  // Sent twice it is the same; and whoever is called while another answer is on its way does not wait for that.
  const call = async ({ id, number }: BoardTicket): Promise<void> => {
    setCallFailure(undefined)
    try {
      await request('POST /api/tickets/:id/call', { params: { id } })
      showToast(t('call.done', { number }))
    } catch (reason) {
      setCallFailure(asApiError(reason))
    }
  }
  const act = (action: Action, ticket: BoardTicket): void => {
    if (action === 'call') void call(ticket)
    else setDoing({ action, ticket })
  }
  return (
    <Page
      title={t('title')}
      tabTitle={unseen > 0 ? `(${String(unseen)}) ${t('title')}` : t('title')}
      width="full"
      untitled
    >
      <div className={styles.head}>
        <h1>{t('title')}</h1>
        <div className={styles.tools}>
          <label className={styles.sound}>
            <input type="checkbox" checked={sound} onChange={(event) => setSound(event.target.checked)} />
            {t('sound.label')}
          </label>
          <Button kind="plain" small onClick={() => setDoing({ action: 'help' })}>
            {t('keys.open')} <kbd>?</kbd>
          </Button>
        </div>
      </div>
      <div className={styles.figures}>
        <Figures board={board} />
      </div>
      <Failure error={callFailure} />
      <div className={styles.columns}>
        <div className={styles.main}>
          <section className={styles.panel} aria-labelledby="waiting-heading">
            <div className={styles.panelHead}>
              <h2 id="waiting-heading">{t('list.title')}</h2>
              {waiting.length > 0 && <Filters waiting={waiting} filter={filter} onFilter={setFilter} />}
            </div>
            {waiting.length === 0 && (
              <div className={styles.empty}>
                <EmptyState title={t('list.empty')}>{t('list.emptyText')}</EmptyState>
              </div>
            )}
            {waiting.length > 0 && shown.length === 0 && (
              <div className={styles.empty}>
                <EmptyState
                  title={t('filter.none')}
                  action={
                    <Button kind="quiet" onClick={() => setFilter(noFilter)}>
                      {t('filter.clear')}
                    </Button>
                  }
                />
              </div>
            )}
            {shown.length > 0 && (
              <WaitingList tickets={shown} fresh={fresh} onAction={act} onHelp={() => setDoing({ action: 'help' })} />
            )}
          </section>
          <section className={styles.panel} aria-labelledby="with-heading">
            <div className={styles.panelHead}>
              <h2 id="with-heading">{t('with.title')}</h2>
            </div>
            {withDoctors.length === 0 ? (
              <p className={styles.empty}>{t('with.empty')}</p>
            ) : (
              <WithDoctors tickets={withDoctors} onAction={act} />
            )}
          </section>
        </div>
        <div className={styles.aside}>
          <Doctors doctors={board.doctors} />
          <Recent visits={board.recent} />
          <Gaps gaps={board.gaps} empty={board.specialties === 0} />
        </div>
      </div>
      {doing?.action === 'help' && <KeySheet onClose={close} />}
      {doing?.ticket !== undefined && <Doing {...doing} ticket={doing.ticket} board={board} onClose={close} />}
    </Page>
  )
}

interface DoingProps {
  action: Action | 'help'
  ticket: BoardTicket
  board: Board
  onClose: () => void
}

/** The dialog of an action. It stays open when the ticket leaves the board: the answer says then what has happened. */
function Doing({ action, ticket, board, onClose }: DoingProps) {
  const current = board.tickets.find(({ id }) => id === ticket.id) ?? ticket
  switch (action) {
    case 'triage':
      return <TriageDialog ticket={current} onClose={onClose} />
    case 'assign':
      return <AssignDialog ticket={current} doctors={board.doctors} onClose={onClose} />
    case 'leave':
      return <LeaveDialog ticket={current} onClose={onClose} />
    case 'clear':
      return <ClearDialog ticket={current} onClose={onClose} />
    case 'end':
      return <EndVisitDialog ticket={ticket} onClose={onClose} />
    case 'stop':
      return <StopCallDialog ticket={ticket} answered={isAnswered(current, ticket)} onClose={onClose} />
    default:
      return null
  }
}

/** Whether the call of then is the visit of now. */
function isAnswered(now: BoardTicket, then: BoardTicket): boolean {
  return now.status === 'inConsultation' && now.consultationId === then.consultationId
}
