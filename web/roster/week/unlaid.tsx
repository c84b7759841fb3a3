import type { UnlaidShift } from '../../../signaling/roster/contract.ts'
import { request } from '../../api/client.ts'
import { Failure } from '../../api/failure.tsx'
import { useCommand } from '../../api/use-command.ts'
import { useMe } from '../../identity/session.ts'
import { BothClocks } from '../../language/both-clocks.tsx'
import { useWords } from '../../language/language.ts'
import { shellWords } from '../../shell/words.ts'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { showToast } from '../../ui/toast.tsx'
import styles from './unlaid.module.css'
import { weekWords } from './words.ts'

interface UnlaidShiftsProps {
  unlaid: readonly UnlaidShift[]
  nameOf: (expertId: string) => string
  onChanged: () => void
}

/** Days that patterns had to leave out: each is laid after all, once there is room, or kept free. */
export function UnlaidShifts({ unlaid, nameOf, onChanged }: UnlaidShiftsProps) {
  const t = useWords(weekWords)
  if (unlaid.length === 0) return null
  return (
    <Card heading={t('unlaid.title')} flat>
      <p className={styles.lead}>{t('unlaid.lead')}</p>
      <ul className={styles.list}>
        {unlaid.map((one) => (
          <Unlaid key={one.id} unlaid={one} name={nameOf(one.expertId)} onChanged={onChanged} />
        ))}
      </ul>
    </Card>
  )
}

function Unlaid({ unlaid, name, onChanged }: { unlaid: UnlaidShift; name: string; onChanged: () => void }) {
  const t = useWords(weekWords)
  const s = useWords(shellWords)
  const me = useMe()
  const lay = useCommand(async () => {
    await request('POST /api/unlaid-shifts/:id/lay', { params: { id: unlaid.id } })
    showToast(t('unlaid.laid', { name }))
    onChanged()
  })
  const restore = async (): Promise<void> => {
    try {
      await request('POST /api/unlaid-shifts/:id/restore', { params: { id: unlaid.id } })
    } catch {
      showToast(t('unlaid.notRestored'))
    }
    onChanged()
  }
  const keepFree = useCommand(async () => {
    await request('DELETE /api/unlaid-shifts/:id', { params: { id: unlaid.id } })
    showToast(t('unlaid.keptFree', { name }), { label: s('undo'), run: () => void restore() })
    onChanged()
  })
  const inTheWay = lay.error?.code === 'shiftOverlaps'
  return (
    <li className={styles.item}>
      <div className={styles.what}>
        <strong>{name}</strong>
        <BothClocks
          at={unlaid.during.start}
          endsAt={unlaid.during.end}
          timeZone={me.timeZone}
          otherZone={unlaid.timeZone}
          show="date"
        />
        <span className={styles.why}>{t(`unlaid.${unlaid.reason}`)}</span>
      </div>
      <div className={styles.actions}>
        <Button kind="quiet" small busy={lay.busy} onClick={() => void lay.run()}>
          {t('unlaid.lay')}
        </Button>
        <Button kind="plain" small busy={keepFree.busy} onClick={() => void keepFree.run()}>
          {t('unlaid.keepFree')}
        </Button>
      </div>
      {inTheWay && (
        <p className={styles.problem} role="alert">
          {t('unlaid.inTheWay', { name })}
        </p>
      )}
      {!inTheWay && <Failure error={lay.error ?? keepFree.error} />}
    </li>
  )
}
