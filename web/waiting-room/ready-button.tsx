import type { ReactNode } from 'react'
import type { Ticket } from '../../signaling/waiting-room/contract.ts'
import { request } from '../api/client.ts'
import { Failure } from '../api/failure.tsx'
import { useCommand } from '../api/use-command.ts'
import { Button } from '../ui/button.tsx'

/** The patient is there again, and may be called at once. */
export function ReadyButton({ ticket, children }: { ticket: Ticket; children: ReactNode }) {
  const ready = useCommand((_key) => request('POST /api/tickets/:id/ready', { params: { id: ticket.id } }))
  return (
    <>
      <Button wide busy={ready.busy} onClick={() => void ready.run()}>
        {children}
      </Button>
      <Failure error={ready.error} />
    </>
  )
}
