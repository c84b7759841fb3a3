import { useState } from 'react'
import type { BoardDoctor, BoardTicket } from '../../signaling/board/contract.ts'
import { request } from '../api/client.ts'
import { Failure } from '../api/failure.tsx'
import { useCommand } from '../api/use-command.ts'
import { duration, minutesSince } from '../language/clock.ts'
import { useLanguage, useWords } from '../language/language.ts'
import { inARow } from '../language/list.ts'
import { useNow } from '../language/use-now.ts'
import { useExpertWords } from '../names/expert-words.ts'
import { nameWords } from '../names/words.ts'
import { Button } from '../ui/button.tsx'
import { ChooseOne } from '../ui/chips.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { Notice } from '../ui/notice.tsx'
import { EmptyState } from '../ui/state.tsx'
import { showToast } from '../ui/toast.tsx'
import { mayTake } from './choosing.ts'
import { byState } from './doctors.tsx'
import { boardWords } from './words.ts'

interface AssignDialogProps {
  ticket: BoardTicket
  doctors: readonly BoardDoctor[]
  onClose: () => void
}

/** A shift that ends sooner is worth a word, minutes. */
const soon = 30

/** Gives a ticket to a doctor by hand: those who can take it first, the others with the reason why not. */
export function AssignDialog({ ticket, doctors, onClose }: AssignDialogProps) {
  const t = useWords(boardWords)
  const names = useWords(nameWords)
  const words = useExpertWords()
  const language = useLanguage()
  const now = useNow(30)
  const [expertId, setExpertId] = useState<string>()
  const [missing, setMissing] = useState(false)
  const assign = useCommand(async (_key, wanted: { expertId: string }) => {
    await request('POST /api/tickets/:id/assign', { params: { id: ticket.id }, body: wanted })
    const doctor = doctors.find((one) => one.expertId === wanted.expertId)
    showToast(t('assign.done', { number: ticket.number, name: doctor === undefined ? '' : words.name(doctor) }))
    onClose()
  })

  const whyNot = (doctor: BoardDoctor): string | undefined => {
    if (!mayTake(doctor, ticket)) return t('assign.noSpecialty')
    if (doctor.state === 'paused') return t('assign.paused')
    if (doctor.state === 'onShiftNotOnDuty') return t('assign.absent')
    if (doctor.state !== 'busy') return undefined
    return doctor.withTicket === null ? t('assign.busy') : t('assign.busyWith', { number: doctor.withTicket })
  }
  const describe = (doctor: BoardDoctor): string => {
    const shared = ticket.languages.filter((spoken) => doctor.languages.includes(spoken))
    const left = minutesSince(now, doctor.shiftEndsAt)
    return [
      whyNot(doctor) ?? t('assign.free'),
      shared.length === 0
        ? t('assign.noLanguage')
        : t('assign.speaks', {
            languages: inARow(
              shared.map((spoken) => names(`spoken.${spoken}`)),
              language,
            ),
          }),
      ...(left < soon ? [t('assign.endsSoon', { time: duration(left, language) })] : []),
    ].join(' · ')
  }
  const able = doctors.filter((doctor) => whyNot(doctor) === undefined)
  const inOrder = [...able, ...doctors.filter((doctor) => !able.includes(doctor)).toSorted(byState)]
  const chosen = able.find((doctor) => doctor.expertId === expertId)

  return (
    <Dialog
      heading={t('assign.title', { number: ticket.number, name: ticket.patientName })}
      onClose={onClose}
      actions={
        <>
          {able.length > 0 && (
            <Button
              busy={assign.busy}
              onClick={() => {
                setMissing(chosen === undefined)
                if (chosen !== undefined) void assign.run({ expertId: chosen.expertId })
              }}
            >
              {t('assign.save')}
            </Button>
          )}
          <Button kind="quiet" onClick={onClose}>
            {t('action.cancel')}
          </Button>
        </>
      }
    >
      {doctors.length === 0 ? (
        <EmptyState title={t('assign.nobody')}>{t('assign.nobodyText')}</EmptyState>
      ) : (
        <>
          {able.length === 0 && <Notice tone="waiting">{t('assign.noneAble')}</Notice>}
          <ChooseOne
            legend={t('assign.legend')}
            hint={t('assign.hint')}
            stacked
            value={chosen?.expertId}
            problem={missing && chosen === undefined ? t('assign.problem') : undefined}
            choices={inOrder.map((doctor) => ({
              value: doctor.expertId,
              label: words.names(doctor),
              detail: describe(doctor),
              disabled: !able.includes(doctor),
            }))}
            onChoose={setExpertId}
          />
        </>
      )}
      <Failure error={assign.error} />
    </Dialog>
  )
}
