import { useState } from 'react'
import type { ChangeExpert, Expert } from '../../signaling/panel/contract.ts'
import { changesOf } from '../api/changes.ts'
import { request } from '../api/client.ts'
import { Failure } from '../api/failure.tsx'
import { useAnswer } from '../api/use-answer.ts'
import { useCommand } from '../api/use-command.ts'
import { useWords } from '../language/language.ts'
import { useExpertWords } from '../names/expert-words.ts'
import { navigate, useParam } from '../navigation/navigation.ts'
import { shellWords } from '../shell/words.ts'
import { Button, LinkButton } from '../ui/button.tsx'
import { Card } from '../ui/card.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { Notice } from '../ui/notice.tsx'
import { Page } from '../ui/page.tsx'
import { Skeleton } from '../ui/spinner.tsx'
import { EmptyState } from '../ui/state.tsx'
import { showToast } from '../ui/toast.tsx'
import { useShown } from '../ui/use-shown.ts'
import { ExpertForm } from './expert-form.tsx'
import type { ExpertEntry } from './expert-form.tsx'
import { panelWords } from './words.ts'

/** Enters somebody on the panel. */
export function NewExpert() {
  const t = useWords(panelWords)
  const words = useExpertWords()
  const shown = useShown()
  const add = useCommand(async (key, entry: ExpertEntry) => {
    const expert = await request('POST /api/experts', { body: { ...entry, idempotencyKey: key } })
    showToast(t('form.added', { name: words.name(expert) }))
    // A late answer takes nobody away from where they have gone since.
    if (shown.current) navigate('/experts')
  })
  return (
    <Page title={t('form.add')} back={{ label: t('form.back'), to: '/experts' }}>
      <ExpertForm expert={undefined} busy={add.busy} error={add.error} onSave={(entry) => void add.run(entry)} />
    </Page>
  )
}

/** Changes an entry, retires an expert, or takes one back. */
export function ChangeExpertScreen() {
  const t = useWords(panelWords)
  const s = useWords(shellWords)
  const id = useParam('id')
  const experts = useAnswer('GET /api/experts')
  const expert = experts.value?.find((one) => one.id === id)
  const back = { label: t('form.back'), to: '/experts' }
  if (expert !== undefined) return <Entry key={String(expert.retired)} expert={expert} onChanged={experts.reload} />
  return (
    <Page title={t('title')} back={back}>
      <Failure error={experts.error} onRetry={experts.reload} />
      {experts.value === undefined && experts.loading && <Skeleton label={s('loading')} lines={6} />}
      {experts.value !== undefined && (
        <EmptyState title={t('form.gone')} action={<LinkButton to="/experts">{t('form.back')}</LinkButton>}>
          {t('form.goneText')}
        </EmptyState>
      )}
    </Page>
  )
}

function Entry({ expert, onChanged }: { expert: Expert; onChanged: () => void }) {
  const t = useWords(panelWords)
  const words = useExpertWords()
  // What the form began with, and has saved since. `expert` moves on with what colleagues save; the form doesn't show that.
  const [begun, setBegun] = useState<ChangeExpert>(expert)
  const change = useCommand(async (_key, entry: ChangeExpert) => {
    await request('PATCH /api/experts/:id', { params: { id: expert.id }, body: entry })
    setBegun((former) => ({ ...former, ...entry }))
    showToast(t('form.saved', { name: words.name({ ...expert, ...entry }) }))
    onChanged()
  })
  return (
    <Page title={t('form.change', { name: words.names(expert) })} back={{ label: t('form.back'), to: '/experts' }}>
      {expert.retired && <Retired expert={expert} onChanged={onChanged} />}
      <ExpertForm
        expert={expert}
        busy={change.busy}
        error={change.error}
        // A licence that is sent counts as verified anew.
        onSave={({ email: _fixed, ...entry }) => void change.run(changesOf<ChangeExpert>(begun, entry))}
      />
      {!expert.retired && <Retire expert={expert} onChanged={onChanged} />}
    </Page>
  )
}

interface RetireProps {
  expert: Expert
  onChanged: () => void
}

function Retire({ expert, onChanged }: RetireProps) {
  const t = useWords(panelWords)
  const [asking, setAsking] = useState(false)
  const name = useExpertWords().name(expert)
  const retire = useCommand(async () => {
    await request('PATCH /api/experts/:id', {
      params: { id: expert.id },
      body: { retired: true },
    })
    showToast(t('retire.done', { name }))
    onChanged()
  })
  const booked = retire.error?.code === 'shiftHasAppointments' ? Number(retire.error.details['count'] ?? 0) : 0
  const close = (): void => {
    setAsking(false)
    // Asked anew, it counts anew.
    retire.clearError()
  }
  return (
    <Card heading={t('retire.title')} flat>
      <p>{t('retire.text')}</p>
      <div>
        <Button kind="quiet" onClick={() => setAsking(true)}>
          {t('retire.button')}
        </Button>
      </div>
      {asking && (
        <Dialog
          heading={t('retire.ask', { name })}
          onClose={close}
          actions={
            <>
              <Button kind="danger" busy={retire.busy} onClick={() => void retire.run()}>
                {t('retire.button')}
              </Button>
              <Button kind="quiet" onClick={close}>
                {t('form.cancel')}
              </Button>
            </>
          }
        >
          <p>{t('retire.text')}</p>
          {booked > 0 ? (
            <Notice tone="waiting" role="alert">
              {t('retire.booked', { count: booked })}
            </Notice>
          ) : (
            <Failure error={retire.error} />
          )}
        </Dialog>
      )}
    </Card>
  )
}

function Retired({ expert, onChanged }: RetireProps) {
  const t = useWords(panelWords)
  const words = useExpertWords()
  const back = useCommand(async () => {
    await request('PATCH /api/experts/:id', {
      params: { id: expert.id },
      body: { retired: false },
    })
    showToast(t('retire.backDone', { name: words.name(expert) }))
    onChanged()
  })
  return (
    <Notice tone="waiting">
      <p>{t('retire.backText')}</p>
      <Failure error={back.error} />
      <div>
        <Button kind="quiet" busy={back.busy} onClick={() => void back.run()}>
          {t('retire.back')}
        </Button>
      </div>
    </Notice>
  )
}
