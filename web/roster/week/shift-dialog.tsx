import { useEffect, useRef, useState } from 'react'
import type { Shift } from '../../../signaling/roster/contract.ts'
import { asApiError, request } from '../../api/client.ts'
import { Failure } from '../../api/failure.tsx'
import { useCommand } from '../../api/use-command.ts'
import { BothClocks } from '../../language/both-clocks.tsx'
import { useCities } from '../../language/cities.ts'
import { duration } from '../../language/clock.ts'
import { useLanguage, useWords } from '../../language/language.ts'
import { present } from '../../language/present.ts'
import { useExpertWords } from '../../names/expert-words.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Notice } from '../../ui/notice.tsx'
import { minutesOf } from './calendar.ts'
import type { Cancelled } from './cancelled-shift.tsx'
import type { RosterExpert } from './week-grid.tsx'
import styles from './week.module.css'
import { weekWords } from './words.ts'

/** Nobody has read a question after so few milliseconds: a press then is the second of a double click or a double tap. */
const unreadMs = 500

interface ShiftDialogProps {
  shift: Shift
  expert: RosterExpert | undefined
  timeZone: string
  onDone: (cancelled: Cancelled) => void
  onClose: () => void
}

/** One shift, and its cancelling: asked before where patients are booked or a doctor is on duty. `CancelledShift` undoes it. */
export function ShiftDialog({ shift, expert, timeZone, onDone, onClose }: ShiftDialogProps) {
  const t = useWords(weekWords)
  const language = useLanguage()
  const cityOf = useCities()
  const [asking, setAsking] = useState(false)
  const words = useExpertWords()
  const name = expert === undefined ? '' : words.name(expert)
  const [refused, setRefused] = useState(0)
  const cancel = useCommand(async (_key, withAppointments: boolean) => {
    try {
      const { cancelledAppointments } = await request('DELETE /api/shifts/:id', {
        params: { id: shift.id },
        query: { appointments: withAppointments ? 'cancel' : undefined },
      })
      const said =
        cancelledAppointments === 0
          ? t('shift.cancelled', { name })
          : t('shift.cancelledWith', { name, count: cancelledAppointments })
      onDone({ shiftId: shift.id, said })
    } catch (reason) {
      const { code, details } = asApiError(reason)
      // Somebody may have booked since the week was read: the refusal says how many.
      if (code === 'shiftHasAppointments') setRefused(Number(details['count'] ?? 0))
      throw reason
    }
  })
  const booked = Math.max(shift.booked, refused)
  const isOnDuty = expert?.dutyShiftId === shift.id
  const mustAsk = booked > 0 || isOnDuty
  const over = Date.parse(shift.during.end) <= present.now()
  const asks = mustAsk && (asking || refused > 0)
  const askedAt = useRef(0)
  useEffect(() => {
    if (asks) askedAt.current = performance.now()
  }, [asks])
  return (
    <Dialog
      // Asked by a dialog of its own, which begins at its heading: a second press of the same key cancels nothing.
      key={String(asks)}
      readFirst={asks}
      heading={asks ? t('shift.askTitle', { name }) : t('shift.title', { name })}
      onClose={onClose}
      actions={
        <>
          {!over && (
            <Button
              kind={asks ? 'danger' : 'quiet'}
              busy={cancel.busy}
              onClick={({ timeStamp }) => {
                if (mustAsk && !asks) setAsking(true)
                else if (!asks || timeStamp - askedAt.current > unreadMs) void cancel.run(booked > 0)
              }}
            >
              {t('shift.cancel')}
            </Button>
          )}
          <Button kind="quiet" onClick={onClose}>
            {asks ? t('shift.keep') : t('shift.close')}
          </Button>
        </>
      }
    >
      <dl className={styles.details}>
        <div>
          <dt>{t('shift.hours')}</dt>
          <dd>
            <BothClocks
              at={shift.during.start}
              endsAt={shift.during.end}
              timeZone={timeZone}
              otherZone={expert?.timeZone}
              show="date"
            />{' '}
            · {duration(minutesOf(shift.during), language)}
          </dd>
          <dd className={styles.hint}>
            {t('shift.given', { city: cityOf(shift.timeZone) })}
            {shift.patternId !== null && ` · ${t('shift.pattern')}`}
          </dd>
        </div>
        <div>
          <dt>{t('shift.slots')}</dt>
          <dd>
            {shift.slotMinutes === null ? t('grid.walkIn') : t('grid.slots', { minutes: shift.slotMinutes })}
            {booked > 0 && ` · ${t('grid.booked', { count: booked })}`}
          </dd>
        </div>
      </dl>
      {over && <p>{t('shift.over')}</p>}
      {asks && (
        <Notice tone="waiting">
          {isOnDuty && <p>{t('shift.askDuty', { name })}</p>}
          {booked > 0 && <p>{t('shift.ask', { count: booked })}</p>}
        </Notice>
      )}
      {!(refused > 0 && cancel.error?.code === 'shiftHasAppointments') && <Failure error={cancel.error} />}
    </Dialog>
  )
}
