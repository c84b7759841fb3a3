import { useState } from 'react'
import type { BoardTicket } from '../../signaling/board/contract.ts'
import type { EndConsultation } from '../../signaling/consultations/contract.ts'
import { ApiError, request } from '../api/client.ts'
import { Failure } from '../api/failure.tsx'
import { useCommand } from '../api/use-command.ts'
import { useWords } from '../language/language.ts'
import { shellWords } from '../shell/words.ts'
import { Button } from '../ui/button.tsx'
import { ChooseOne } from '../ui/chips.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { showToast } from '../ui/toast.tsx'
import { boardWords } from './words.ts'

const reasons = ['technical', 'patientLeft', 'other'] as const

interface EndVisitDialogProps {
  /** As it stood when the dialog opened: who is called or seen by another meanwhile is left alone. */
  ticket: BoardTicket
  onClose: () => void
}

/**
 * What is ended, asked at the press: for a board that comes from a process of the version before, which leaves `consultationId` out.
 * @throws ApiError consultationOver
 */
async function getVisit(ticketId: string): Promise<string> {
  const { call } = await request('GET /api/tickets/:id', { params: { id: ticketId } })
  if (call === null) throw new ApiError(409, { code: 'consultationOver' })
  return call.consultationId
}

/** @param done what is said once it is ended */
function useEnd({ ticket, onClose }: EndVisitDialogProps, done: string) {
  return useCommand(async (_key, wanted: EndConsultation) => {
    const id = ticket.consultationId ?? (await getVisit(ticket.id))
    await request('POST /api/consultations/:id/end', { params: { id }, body: wanted })
    showToast(done)
    onClose()
  })
}

type Place = 'back' | 'finish'

function WhatOfThePlace({ value, onChoose }: { value: Place; onChoose: (place: Place) => void }) {
  const t = useWords(boardWords)
  return (
    <ChooseOne
      legend={t('end.requeue')}
      value={value}
      choices={[
        { value: 'back', label: t('end.back') },
        { value: 'finish', label: t('end.finish') },
      ]}
      onChoose={onChoose}
    />
  )
}

/** Ends a visit that its doctor has left alone. */
export function EndVisitDialog(props: EndVisitDialogProps) {
  const t = useWords(boardWords)
  const { number } = props.ticket
  const [reason, setReason] = useState<(typeof reasons)[number]>('technical')
  const [place, setPlace] = useState<Place>('back')
  const end = useEnd(props, t('end.done', { number }))
  return (
    <Dialog
      heading={t('end.title', { number })}
      onClose={props.onClose}
      actions={
        <>
          <Button kind="danger" busy={end.busy} onClick={() => void end.run({ reason, requeue: place === 'back' })}>
            {t('end.save')}
          </Button>
          <Button kind="quiet" onClick={props.onClose}>
            {t('action.cancel')}
          </Button>
        </>
      }
    >
      <p>{t('end.text')}</p>
      <ChooseOne
        legend={t('end.reason')}
        value={reason}
        choices={reasons.map((value) => ({ value, label: t(`end.${value}`) }))}
        onChoose={setReason}
      />
      <WhatOfThePlace value={place} onChoose={setPlace} />
      <Failure error={end.error} />
    </Dialog>
  )
}

interface StopCallDialogProps extends EndVisitDialogProps {
  /** The patient has answered since: there is no call to stop, and the visit that it has become is not what was asked about. */
  answered: boolean
}

/** Stops a call that rings. */
export function StopCallDialog({ answered, ...props }: StopCallDialogProps) {
  const t = useWords(boardWords)
  const s = useWords(shellWords)
  const { number } = props.ticket
  const [place, setPlace] = useState<Place>('back')
  const stop = useEnd(props, t('stop.done', { number }))
  return (
    <Dialog
      key={String(answered)}
      heading={answered ? t('stop.answered') : t('stop.title', { number })}
      readFirst={answered}
      onClose={props.onClose}
      actions={
        <>
          {!answered && (
            <Button
              kind="danger"
              busy={stop.busy}
              onClick={() => void stop.run({ reason: 'other', requeue: place === 'back', callOnly: true })}
            >
              {t('action.stop')}
            </Button>
          )}
          <Button kind="quiet" onClick={props.onClose}>
            {answered ? s('close') : t('action.cancel')}
          </Button>
        </>
      }
    >
      {!answered && (
        <>
          <p>{t('stop.text')}</p>
          <WhatOfThePlace value={place} onChoose={setPlace} />
          <Failure error={stop.error} />
        </>
      )}
    </Dialog>
  )
}
