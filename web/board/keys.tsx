import { useWords } from '../language/language.ts'
import { shellWords } from '../shell/words.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import styles from './board.module.css'
import { boardWords } from './words.ts'

/** What the keys of the waiting list do. */
export function KeySheet({ onClose }: { onClose: () => void }) {
  const t = useWords(boardWords)
  const s = useWords(shellWords)
  const keys = [
    ['↑ ↓', t('keys.move')],
    ['T', t('keys.triage')],
    ['A', t('keys.assign')],
    ['C', t('keys.call')],
    ['X', t('keys.leave')],
    ['?', t('keys.help')],
  ] as const
  return (
    <Dialog heading={t('keys.title')} onClose={onClose} actions={<Button onClick={onClose}>{s('close')}</Button>}>
      <p>{t('keys.text')}</p>
      <dl className={styles.keys}>
        {keys.map(([key, does]) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  )
}
