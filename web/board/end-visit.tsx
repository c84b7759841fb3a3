import { useState } from 'react'
import type { BoardTicket } from '../../signaling/board/contract.ts'
import type { EndConsultation } from '../../signaling/consultations/contract.ts'
import { ApiError, request } from '../api/client.ts'
import { Failure } from '../api/failure.tsx'
import { useCommand } from '../api/use-command.ts'
import { useWords } from '../language/language.ts'
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

/** Ends a visit that its doctor has left alone. */
export function EndVisitDialog({ ticket, onClose }: EndVisitDialogProps) {
  const t = useWords(boardWords)
  const [reason, setReason] = useState<(typeof reasons)[number]>('technical')
  const [after, setAfter] = useState<'back' | 'finish'>('back')
  const end = useCommand(async (_key, wanted: EndConsultation) => {
    const id = ticket.consultationId ?? (await getVisit(ticket.id))
    await request('POST /api/consultations/:id/end', { params: { id }, body: wanted })
    showToast(t('end.done', { number: ticket.number }))
    onClose()
  })
  return (
    <Dialog
      heading={t('end.title', { number: ticket.number })}
      onClose={onClose}
      actions={
        <>
          <Button kind="danger" busy={end.busy} onClick={() => void end.run({ reason, requeue: after === 'back' })}>
            {t('end.save')}
          </Button>
          <Button kind="quiet" onClick={onClose}>
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
      <ChooseOne
        legend={t('end.requeue')}
        value={after}
        choices={[
          { value: 'back', label: t('end.back') },
          { value: 'finish', label: t('end.finish') },
        ]}
        onChoose={setAfter}
      />
      <Failure error={end.error} />
    </Dialog>
  )
}
