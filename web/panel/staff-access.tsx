import { useState } from 'react'
import type { ReactNode } from 'react'
import type { Staff } from '../../signaling/identity/contract.ts'
import { request } from '../api/client.ts'
import { Failure } from '../api/failure.tsx'
import { useAnswer } from '../api/use-answer.ts'
import { type Command, useCommand } from '../api/use-command.ts'
import { useMe } from '../identity/session.ts'
import { useWords } from '../language/language.ts'
import { useRosterChange } from '../live/use-roster-change.ts'
import { shellWords } from '../shell/words.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { Notice, Tag } from '../ui/notice.tsx'
import { Row } from '../ui/page.tsx'
import { Skeleton } from '../ui/spinner.tsx'
import { showToast } from '../ui/toast.tsx'
import { panelWords } from './words.ts'

interface StaffAccessProps {
  account: Staff
  onChanged: () => void
}

/** Whether somebody may sign in, and the way to change that; one's own is another's to change. */
export function StaffAccess({ account, onChanged }: StaffAccessProps) {
  const t = useWords(panelWords)
  const me = useMe()
  const [asking, setAsking] = useState(false)
  const { accountId, name, role, disabled } = account
  const enable = useCommand(async () => {
    await request('POST /api/staff/:id/enable', { params: { id: accountId } })
    showToast(t(role === 'doctor' ? 'staff.enabledDoctor' : 'staff.enabled', { name }))
    onChanged()
  })
  const disable = useCommand(async (_key, cancelAppointments: boolean) => {
    const { cancelledAppointments: count } = await request('POST /api/staff/:id/disable', {
      params: { id: accountId },
      query: { appointments: cancelAppointments ? 'cancel' : undefined },
    })
    setAsking(false)
    showToast(count === 0 ? t('staff.disabled', { name }) : t('staff.disabledWith', { name, count }))
    onChanged()
  })
  if (accountId === me.accountId) return t('staff.you')
  const close = (): void => {
    setAsking(false)
    // Asked anew, it counts anew.
    disable.clearError()
  }
  return (
    <>
      <Row>
        {disabled && <Tag>{t('staff.isDisabled')}</Tag>}
        <Button
          kind="quiet"
          small
          busy={enable.busy || disable.busy}
          aria-label={t(disabled ? 'staff.enableName' : 'staff.disableName', { name })}
          onClick={() => (disabled ? void enable.run() : setAsking(true))}
        >
          {t(disabled ? 'staff.enable' : 'staff.disable')}
        </Button>
      </Row>
      {disabled && <Failure error={enable.error} />}
      {asking && !disabled && role === 'doctor' && (
        <DisableDoctor account={account} disable={disable} onClose={close} />
      )}
      {asking && !disabled && role !== 'doctor' && (
        <Asking name={name} busy={disable.busy} onDisable={() => void disable.run(false)} onClose={close}>
          <p>{t('staff.disableText')}</p>
          <Failure error={disable.error} />
        </Asking>
      )}
    </>
  )
}

interface DisableDoctorProps {
  account: Staff
  disable: Command<[cancelAppointments: boolean], void>
  onClose: () => void
}

/** Says before how many shifts and booked patients go with it, as it is at the moment. */
function DisableDoctor({ account, disable, onClose }: DisableDoctorProps) {
  const t = useWords(panelWords)
  const s = useWords(shellWords)
  const upcoming = useAnswer('GET /api/staff/:id/upcoming-shifts', { params: { id: account.accountId } })
  // Bookings come and go while somebody thinks it over.
  useRosterChange(upcoming.reload)
  // Somebody may have booked since it was read: the refusal says how many.
  const refused = disable.error?.code === 'shiftHasAppointments' ? Number(disable.error.details['count'] ?? 0) : 0
  const booked = Math.max(upcoming.value?.booked ?? 0, refused)
  const shifts = upcoming.value?.shifts ?? 0
  const unknown = upcoming.value === undefined && upcoming.error === undefined
  return (
    <Asking
      name={account.name}
      busy={disable.busy || unknown}
      onDisable={() => void disable.run(booked > 0)}
      onClose={onClose}
    >
      <p>{t('staff.disableDoctor')}</p>
      {unknown && <Skeleton label={s('loading')} lines={2} />}
      <Failure error={upcoming.error} onRetry={upcoming.reload} />
      {upcoming.value !== undefined && (
        <p>{shifts === 0 ? t('staff.noShifts') : t('staff.shifts', { count: shifts })}</p>
      )}
      {booked > 0 && (
        <Notice tone="waiting" role="status">
          {t('staff.booked', { count: booked })}
        </Notice>
      )}
      <p>{t('staff.notBack')}</p>
      {refused === 0 && <Failure error={disable.error} />}
    </Asking>
  )
}

interface AskingProps {
  name: string
  busy: boolean
  onDisable: () => void
  onClose: () => void
  children: ReactNode
}

function Asking({ name, busy, onDisable, onClose, children }: AskingProps) {
  const t = useWords(panelWords)
  return (
    <Dialog
      heading={t('staff.disableAsk', { name })}
      onClose={onClose}
      actions={
        <>
          <Button kind="danger" busy={busy} onClick={onDisable}>
            {t('staff.disable')}
          </Button>
          <Button kind="quiet" onClick={onClose}>
            {t('form.cancel')}
          </Button>
        </>
      }
    >
      {children}
    </Dialog>
  )
}
