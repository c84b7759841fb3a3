import { request } from '../../api/client.ts'
import { useCommand } from '../../api/use-command.ts'
import { useWords } from '../../language/language.ts'
import { shellWords } from '../../shell/words.ts'
import { Button } from '../../ui/button.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Row } from '../../ui/page.tsx'
import { showToast } from '../../ui/toast.tsx'
import { weekWords } from './words.ts'

/** A shift that has been cancelled here. */
export interface Cancelled {
  readonly shiftId: string
  /** Whose it was, and how many patients have been told. */
  readonly said: string
}

interface CancelledShiftProps extends Cancelled {
  onRestored: () => void
  onClose: () => void
}

/** That a shift was cancelled, and its undo: here for as long as the roster is, since nothing else brings it back. */
export function CancelledShift({ shiftId, said, onRestored, onClose }: CancelledShiftProps) {
  const t = useWords(weekWords)
  const s = useWords(shellWords)
  const restore = useCommand(async () => {
    await request('POST /api/shifts/:id/restore', { params: { id: shiftId } })
    showToast(t('shift.restored'))
    onRestored()
  })
  const code = restore.error?.code
  const isTaken = code === 'shiftOverlaps' || code === 'shiftInPast'
  return (
    <Notice role="status" title={said}>
      {code !== undefined && <p>{t(isTaken ? 'shift.notRestored' : 'shift.restoreFailed')}</p>}
      <Row>
        {!isTaken && (
          <Button kind="quiet" small busy={restore.busy} onClick={() => void restore.run()}>
            {s(code === undefined ? 'undo' : 'retry')}
          </Button>
        )}
        <Button kind="plain" small onClick={onClose}>
          {s('close')}
        </Button>
      </Row>
    </Notice>
  )
}
