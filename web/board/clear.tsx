import { useEffect, useRef, useState } from 'react'
import type { BoardTicket } from '../../signaling/board/contract.ts'
import { longestRemark } from '../../signaling/text-limits.ts'
import { request } from '../api/client.ts'
import { Failure } from '../api/failure.tsx'
import { useAnswer } from '../api/use-answer.ts'
import { useCommand } from '../api/use-command.ts'
import { languageNames, useWords } from '../language/language.ts'
import { shellWords } from '../shell/words.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { TextArea } from '../ui/field.tsx'
import { Notice } from '../ui/notice.tsx'
import { Skeleton } from '../ui/spinner.tsx'
import { showToast } from '../ui/toast.tsx'
import { boardWords } from './words.ts'

/** Ends all places of a ticket's account that wait, after naming them; with a reason that the account's owner reads. */
export function ClearDialog({ ticket, onClose }: { ticket: BoardTicket; onClose: () => void }) {
  const t = useWords(boardWords)
  const s = useWords(shellWords)
  const [reason, setReason] = useState('')
  const [missing, setMissing] = useState(false)
  const places = useAnswer('GET /api/tickets/:id/places', { params: { id: ticket.id } })
  useCountChange(ticket, places.reload)
  const clear = useCommand(async (_key, said: { reason: string }) => {
    const { ended, leftAlone } = await request('POST /api/tickets/:id/places/clear', {
      params: { id: ticket.id },
      body: said,
    })
    const done = ended === 0 ? t('clear.none') : t('clear.done', { count: ended })
    showToast(leftAlone === 0 ? done : `${done} ${t('clear.left', { count: leftAlone })}`)
    onClose()
  })
  const waiting = places.value?.waiting ?? []
  const nobody = places.value?.waiting.length === 0
  const inHand = places.value?.inHand ?? 0
  return (
    <Dialog
      heading={t('clear.title', { number: ticket.number, name: ticket.patientName })}
      onClose={onClose}
      actions={
        <>
          {places.value !== undefined && !nobody && (
            <Button
              kind="danger"
              busy={clear.busy}
              onClick={() => {
                setMissing(reason.trim() === '')
                if (reason.trim() !== '') void clear.run({ reason: reason.trim() })
              }}
            >
              {t('clear.save', { count: waiting.length })}
            </Button>
          )}
          <Button kind="quiet" onClick={onClose}>
            {t('action.cancel')}
          </Button>
        </>
      }
    >
      <p>{t('clear.text')}</p>
      {places.value === undefined && places.loading && <Skeleton label={s('loading')} lines={2} />}
      <Failure error={places.error} onRetry={places.reload} />
      {nobody ? (
        <p>{t('clear.none')}</p>
      ) : (
        <ul>
          {waiting.map(({ number, patientName: name }) => (
            <li key={number}>{t('clear.place', { number, name })}</li>
          ))}
        </ul>
      )}
      {inHand > 0 && <Notice role="status">{t('clear.inHand', { count: inHand })}</Notice>}
      <TextArea
        label={t('clear.reason')}
        hint={
          places.value === undefined ? undefined : t('clear.hint', { language: languageNames[places.value.locale] })
        }
        problem={missing && reason.trim() === '' ? t('clear.problem') : undefined}
        maxLength={longestRemark}
        value={reason}
        onChange={(event) => setReason(event.target.value)}
      />
      <Failure error={clear.error} />
    </Dialog>
  )
}

/** Calls back when one of the account's places is called, ended or taken, while somebody thinks it over. */
function useCountChange({ waitingOfAccount, status }: BoardTicket, onChange: () => void): void {
  const shown = `${String(waitingOfAccount)} ${status}`
  const seen = useRef(shown)
  useEffect(() => {
    if (seen.current === shown) return
    seen.current = shown
    onChange()
  }, [shown, onChange])
}
