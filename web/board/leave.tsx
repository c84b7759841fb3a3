import { useState } from 'react'
import type { BoardTicket } from '../../signaling/board/contract.ts'
import { longestRemark } from '../../signaling/text-limits.ts'
import { request } from '../api/client.ts'
import { Failure } from '../api/failure.tsx'
import { useCommand } from '../api/use-command.ts'
import { useWords } from '../language/language.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { TextArea } from '../ui/field.tsx'
import { showToast } from '../ui/toast.tsx'
import { boardWords } from './words.ts'

/** Ends a place in the queue for the patient; asks once. */
export function LeaveDialog({ ticket, onClose }: { ticket: BoardTicket; onClose: () => void }) {
  const t = useWords(boardWords)
  const [note, setNote] = useState('')
  const leave = useCommand(async (_key, said: { note?: string }) => {
    await request('POST /api/tickets/:id/leave', { params: { id: ticket.id }, body: said })
    showToast(t('leave.done', { number: ticket.number }))
    onClose()
  })
  return (
    <Dialog
      heading={t('leave.title', { number: ticket.number, name: ticket.patientName })}
      onClose={onClose}
      actions={
        <>
          <Button
            kind="danger"
            busy={leave.busy}
            onClick={() => void leave.run(note.trim() === '' ? {} : { note: note.trim() })}
          >
            {t('leave.save')}
          </Button>
          <Button kind="quiet" onClick={onClose}>
            {t('action.cancel')}
          </Button>
        </>
      }
    >
      <p>{t('leave.text')}</p>
      <TextArea
        label={t('leave.note')}
        maxLength={longestRemark}
        value={note}
        onChange={(event) => setNote(event.target.value)}
      />
      <Failure error={leave.error} />
    </Dialog>
  )
}
