import { useState } from 'react'
import type { BoardTicket } from '../../signaling/board/contract.ts'
import type { Specialty } from '../../signaling/shapes.ts'
import { specialties, urgencies } from '../../signaling/vocabulary.ts'
import type { Triage } from '../../signaling/waiting-room/contract.ts'
import { request } from '../api/client.ts'
import { Failure } from '../api/failure.tsx'
import { useCommand } from '../api/use-command.ts'
import { useWords } from '../language/language.ts'
import { nameWords } from '../names/words.ts'
import { Button } from '../ui/button.tsx'
import { ChooseOne } from '../ui/chips.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { showToast } from '../ui/toast.tsx'
import styles from './triage.module.css'
import { Complaint, Languages, Patient } from './waiting-row.tsx'
import { boardWords } from './words.ts'

interface DialogProps {
  ticket: BoardTicket
  onClose: () => void
}

/** Says for a ticket which specialty it is for and how urgent it is. */
export function TriageDialog({ ticket, onClose }: DialogProps) {
  const t = useWords(boardWords)
  const names = useWords(nameWords)
  const [specialty, setSpecialty] = useState<Specialty | undefined>(
    ticket.queue === 'triage' || ticket.queue === null ? undefined : ticket.queue,
  )
  const [urgency, setUrgency] = useState(ticket.urgency)
  const [missing, setMissing] = useState(false)
  const triage = useCommand(async (_key, wanted: Triage) => {
    await request('POST /api/tickets/:id/triage', { params: { id: ticket.id }, body: wanted })
    showToast(t('triage.done', { number: ticket.number, specialty: names(`specialty.${wanted.specialty}`) }))
    onClose()
  })
  const save = (): void => {
    setMissing(specialty === undefined)
    if (specialty !== undefined) void triage.run({ specialty, urgency })
  }
  return (
    <Dialog
      heading={t('triage.title', { number: ticket.number, name: ticket.patientName })}
      onClose={onClose}
      wide
      actions={
        <>
          <Button busy={triage.busy} onClick={save}>
            {t('triage.save')}
          </Button>
          <Button kind="quiet" onClick={onClose}>
            {t('action.cancel')}
          </Button>
        </>
      }
    >
      <div className={styles.triage}>
        <div className={styles.case}>
          <div>
            <Patient ticket={ticket} unnamed />
            <Languages ticket={ticket} />
          </div>
          {/* However long it is, what is to be decided and the buttons stay beside it. */}
          {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- scrolled by keyboard as well */}
          <section className={styles.reading} aria-label={t('list.complaint')} tabIndex={0}>
            <Complaint ticket={ticket} whole />
          </section>
        </div>
        <div className={styles.deciding}>
          <ChooseOne
            legend={t('triage.specialty')}
            value={specialty}
            problem={missing && specialty === undefined ? t('triage.specialtyProblem') : undefined}
            choices={specialties.map((value) => ({ value, label: names(`specialty.${value}`) }))}
            onChoose={setSpecialty}
          />
          <ChooseOne
            legend={t('triage.urgency')}
            value={urgency}
            choices={urgencies.map((value) => ({ value, label: t(`urgency.${value}`) }))}
            onChoose={setUrgency}
          />
        </div>
      </div>
      <Failure error={triage.error} />
    </Dialog>
  )
}
