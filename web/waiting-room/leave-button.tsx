import { useState } from 'react'
import type { Ticket } from '../../signaling/waiting-room/contract.ts'
import { request } from '../api/client.ts'
import { Failure } from '../api/failure.tsx'
import { useCommand } from '../api/use-command.ts'
import { useWords } from '../language/language.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { NextRest } from './next-place.tsx'
import { waitingWords } from './words.ts'

/** Gives the place up, after asking once. */
export function LeaveButton({ ticket }: { ticket: Ticket }) {
  const t = useWords(waitingWords)
  const [asking, setAsking] = useState(false)
  const leave = useCommand(async (_key) => {
    await request('POST /api/tickets/:id/leave', { params: { id: ticket.id }, body: {} })
    setAsking(false)
  })
  return (
    <div>
      <Button kind="plain" onClick={() => setAsking(true)}>
        {t('waiting.leave')}
      </Button>
      {asking && (
        <Dialog
          heading={t('waiting.leaveTitle')}
          readFirst
          onClose={() => setAsking(false)}
          actions={
            <>
              <Button onClick={() => setAsking(false)}>{t('waiting.stay')}</Button>
              <Button kind="danger" busy={leave.busy} onClick={() => void leave.run()}>
                {t('waiting.leaveYes')}
              </Button>
            </>
          }
        >
          <p>{t('waiting.leaveText')}</p>
          <NextRest />
          <Failure error={leave.error} />
        </Dialog>
      )}
    </div>
  )
}
