import { useRef } from 'react'
import type { Patient } from '../../signaling/identity/contract.ts'
import { request } from '../api/client.ts'
import { Failure } from '../api/failure.tsx'
import { useCommand } from '../api/use-command.ts'
import { BothClocks } from '../language/both-clocks.tsx'
import { useWords } from '../language/language.ts'
import { useLive } from '../live/use-live.ts'
import { useExpertWords } from '../names/expert-words.ts'
import { nameWords } from '../names/words.ts'
import { shellWords } from '../shell/words.ts'
import { Button, LinkButton } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { Notice } from '../ui/notice.tsx'
import { useMe } from './session.ts'
import { identityWords } from './words.ts'

interface RemovePatientProps {
  patient: Patient
  onDone: () => void
  onClose: () => void
}

/**
 * Asks before somebody is removed from the family, and says which appointments are cancelled with it. Where a place or a visit is in the
 * way, it says so instead of asking, with the way there.
 */
export function RemovePatient({ patient: { id, name }, onDone, onClose }: RemovePatientProps) {
  const t = useWords(identityWords)
  const s = useWords(shellWords)
  const names = useWords(nameWords)
  const words = useExpertWords()
  const { accountId, timeZone } = useMe()
  const { value: appointments } = useLive(`appointments:${accountId}`)
  const { value: tickets } = useLive(`tickets:${accountId}`)
  const remove = useCommand(async (_key, cancelAppointments: boolean) => {
    await request('DELETE /api/patients/:id', {
      params: { id },
      query: { appointments: cancelAppointments ? 'cancel' : undefined },
    })
    onDone()
  })
  const booked = appointments?.filter(({ patientId, status }) => patientId === id && status === 'booked') ?? []
  // Somebody may have booked since they were read: the refusal says how many.
  const refused = remove.error?.code === 'patientHasAppointments' ? Number(remove.error.details['count'] ?? 0) : 0
  const count = Math.max(booked.length, refused)
  // As it was when it was asked: what a press does stays the same under a finger.
  const asked = useRef(tickets)
  asked.current ??= tickets
  const isRefused = remove.error?.code === 'patientIsWaiting'
  const place = (isRefused ? tickets : asked.current)?.find(({ patientId }) => patientId === id)
  const waits = isRefused || place !== undefined
  const visitId = place?.status === 'inConsultation' ? place.call?.consultationId : undefined
  return (
    <Dialog
      heading={t('family.removeTitle', { name })}
      readFirst
      onClose={onClose}
      actions={
        <>
          {place !== undefined && (
            <LinkButton to={visitId === undefined ? `/waiting/${place.id}` : `/visits/${visitId}`}>
              {t(visitId === undefined ? 'family.toPlace' : 'family.toVisit')}
            </LinkButton>
          )}
          {/* One and the same button to React, which keeps the focus. */}
          {waits ? (
            <Button kind={place === undefined ? 'primary' : 'quiet'} onClick={onClose}>
              {s('close')}
            </Button>
          ) : (
            <Button kind="danger" busy={remove.busy} onClick={() => void remove.run(count > 0)}>
              {t('family.remove')}
            </Button>
          )}
          {!waits && (
            <Button kind="quiet" onClick={onClose}>
              {t('family.keep')}
            </Button>
          )}
        </>
      }
    >
      {!waits && <p>{t('family.removeText')}</p>}
      {!waits && count > 0 && (
        <Notice tone="waiting" role="status">
          <p>{t('family.removeBooked', { count })}</p>
          {booked.map(({ id: appointmentId, during, expert, specialty }) => (
            <div key={appointmentId}>
              <p>
                <BothClocks at={during.start} timeZone={timeZone} otherZone={expert.timeZone} show="date" />
              </p>
              <p>
                {names(`specialty.${specialty}`)} · {words.name(expert)}
              </p>
            </div>
          ))}
        </Notice>
      )}
      {place !== undefined && (
        <Notice tone="waiting" role="alert">
          <p>{t(visitId === undefined ? 'family.waits' : 'family.inVisit')}</p>
        </Notice>
      )}
      {refused === 0 && place === undefined && <Failure error={remove.error} />}
    </Dialog>
  )
}
