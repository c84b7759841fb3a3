import { useState } from 'react'
import type { CancelledShift, ShiftPattern } from '../../../signaling/roster/contract.ts'
import { request } from '../../api/client.ts'
import { Failure } from '../../api/failure.tsx'
import { useAnswer } from '../../api/use-answer.ts'
import { useCommand } from '../../api/use-command.ts'
import { useMe } from '../../identity/session.ts'
import { BothClocks } from '../../language/both-clocks.tsx'
import { useCities } from '../../language/cities.ts'
import { dateWords, day } from '../../language/clock.ts'
import { useLanguage, useWords } from '../../language/language.ts'
import { inARow } from '../../language/list.ts'
import { useExpertWords } from '../../names/expert-words.ts'
import { shellWords } from '../../shell/words.ts'
import { Button, LinkButton } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Page } from '../../ui/page.tsx'
import { Skeleton } from '../../ui/spinner.tsx'
import { EmptyState } from '../../ui/state.tsx'
import { Table } from '../../ui/table.tsx'
import { showToast } from '../../ui/toast.tsx'
import { UnlaidShifts } from './unlaid.tsx'
import { weekdayName } from './weekdays.ts'
import styles from './week.module.css'
import { useRosterChange } from '../../live/use-roster-change.ts'
import { weekWords } from './words.ts'

/** The weekly patterns in force, to look at and to end, with what they could not lay. */
export function Patterns() {
  const t = useWords(weekWords)
  const s = useWords(shellWords)
  const patterns = useAnswer('GET /api/shift-patterns')
  const experts = useAnswer('GET /api/experts')
  const unlaid = useAnswer('GET /api/unlaid-shifts')
  const [ending, setEnding] = useState<ShiftPattern>()
  const words = useExpertWords()
  const nameOf = (expertId: string): string => {
    const expert = experts.value?.find(({ id }) => id === expertId)
    return expert === undefined ? t('patterns.gone') : words.name(expert)
  }
  const error = patterns.error ?? experts.error ?? unlaid.error
  const reload = (): void => {
    patterns.reload()
    unlaid.reload()
  }
  useRosterChange(reload)
  const loaded = patterns.value !== undefined && experts.value !== undefined
  return (
    <Page
      title={t('patterns.title')}
      lead={t('patterns.lead')}
      back={{ label: t('patterns.back'), to: '/roster' }}
      width="wide"
    >
      <Failure
        error={error}
        onRetry={() => {
          reload()
          experts.reload()
        }}
      />
      {!loaded && error === undefined && <Skeleton label={s('loading')} lines={5} />}
      {loaded && <UnlaidShifts unlaid={unlaid.value ?? []} nameOf={nameOf} onChanged={unlaid.reload} />}
      {loaded && patterns.value?.length === 0 && (
        <EmptyState title={t('patterns.empty')} action={<LinkButton to="/roster">{t('patterns.back')}</LinkButton>}>
          {t('patterns.emptyText')}
        </EmptyState>
      )}
      {loaded && patterns.value !== undefined && patterns.value.length > 0 && (
        <Table className={styles.table}>
          <thead>
            <tr>
              <th scope="col">{t('patterns.expert')}</th>
              <th scope="col">{t('patterns.when')}</th>
              <th scope="col">{t('patterns.zone')}</th>
              <th scope="col">{t('patterns.slots')}</th>
              <th scope="col">{t('patterns.valid')}</th>
              <th scope="col">{t('patterns.actions')}</th>
            </tr>
          </thead>
          <tbody>
            {patterns.value.map((pattern) => (
              <PatternRow
                key={pattern.id}
                pattern={pattern}
                name={nameOf(pattern.expertId)}
                onEnd={() => setEnding(pattern)}
                onRetried={reload}
              />
            ))}
          </tbody>
        </Table>
      )}
      {ending !== undefined && (
        <EndPattern
          pattern={ending}
          name={nameOf(ending.expertId)}
          onEnded={reload}
          onClose={() => setEnding(undefined)}
        />
      )}
    </Page>
  )
}

interface PatternRowProps {
  pattern: ShiftPattern
  name: string
  onEnd: () => void
  onRetried: () => void
}

function PatternRow({ pattern, name, onEnd, onRetried }: PatternRowProps) {
  const t = useWords(weekWords)
  const language = useLanguage()
  const cityOf = useCities()
  const { startsAtLocal, endsAtLocal, validFrom, validUntil, slotMinutes } = pattern
  const weekdays = pattern.weekdays.map((number) => weekdayName(number, language))
  const from = dateWords(validFrom, language)
  const me = useMe()
  const retry = useCommand(async () => {
    const { laid } = await request('POST /api/shift-patterns/:id/extend', { params: { id: pattern.id } })
    showToast(t('patterns.retried', { count: laid }))
    onRetried()
  })
  return (
    <tr>
      <th scope="row">
        {name}
        {pattern.failedAt !== null && (
          <Notice tone="waiting">
            <p>{t('patterns.failed', { day: day(pattern.failedAt, me.timeZone, language) })}</p>
            <div>
              <Button kind="quiet" small busy={retry.busy} onClick={() => void retry.run()}>
                {t('patterns.retry')}
              </Button>
            </div>
            <Failure error={retry.error} />
          </Notice>
        )}
      </th>
      <td>
        {inARow(weekdays, language)}{' '}
        <span className={styles.hours}>
          {startsAtLocal}–{endsAtLocal}
          {endsAtLocal <= startsAtLocal && ' +1'}
        </span>
      </td>
      <td>{cityOf(pattern.timeZone)}</td>
      <td>{slotMinutes === null ? t('grid.walkIn') : t('grid.slots', { minutes: slotMinutes })}</td>
      <td>
        {validUntil === null
          ? t('patterns.from', { from })
          : t('patterns.between', { from, until: dateWords(validUntil, language) })}
      </td>
      <td>
        <Button kind="quiet" small aria-label={t('patterns.endOf', { name })} onClick={onEnd}>
          {t('patterns.end')}
        </Button>
      </td>
    </tr>
  )
}

interface EndPatternProps {
  pattern: ShiftPattern
  name: string
  onEnded: () => void
  onClose: () => void
}

function EndPattern({ pattern, name, onEnded, onClose }: EndPatternProps) {
  const t = useWords(weekWords)
  const me = useMe()
  const [ended, setEnded] = useState<CancelledShift>()
  const end = useCommand(async () => {
    setEnded(await request('DELETE /api/shift-patterns/:id', { params: { id: pattern.id } }))
    onEnded()
  })
  if (ended !== undefined) {
    return (
      <Dialog
        heading={t('patterns.endedTitle')}
        onClose={onClose}
        actions={<Button onClick={onClose}>{t('laid.close')}</Button>}
      >
        <p>{t('patterns.ended', { count: ended.cancelledShifts })}</p>
        {ended.keptBecauseBooked.length === 0 ? (
          <p>{t('patterns.nothingKept')}</p>
        ) : (
          <>
            <p>{t('patterns.kept', { count: ended.keptBecauseBooked.length })}</p>
            <ul>
              {ended.keptBecauseBooked.map((shift) => (
                <li key={shift.id}>
                  <BothClocks
                    at={shift.during.start}
                    endsAt={shift.during.end}
                    timeZone={me.timeZone}
                    otherZone={shift.timeZone}
                    show="date"
                  />{' '}
                  · {t('grid.booked', { count: shift.openAppointments ?? shift.booked })}
                </li>
              ))}
            </ul>
          </>
        )}
      </Dialog>
    )
  }
  return (
    <Dialog
      heading={t('patterns.endTitle', { name })}
      onClose={onClose}
      actions={
        <>
          <Button kind="danger" busy={end.busy} onClick={() => void end.run()}>
            {t('patterns.endSave')}
          </Button>
          <Button kind="quiet" onClick={onClose}>
            {t('shift.keep')}
          </Button>
        </>
      }
    >
      <p>{t('patterns.endText')}</p>
      <Failure error={end.error} />
    </Dialog>
  )
}
