import { useState } from 'react'
import { useWords } from '../../language/language.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { shortcutsAreOn, switchShortcuts } from '../../ui/use-shortcuts.ts'
import { consultationWords } from '../words.ts'
import styles from './console.module.css'

const keys = [
  ['N', 'next'],
  ['M', 'microphone'],
  ['C', 'camera'],
  ['V', 'voiceFirst'],
  ['D', 'devices'],
  ['T', 'chat'],
  ['P', 'participants'],
  ['A', 'admit'],
  ['S', 'sign'],
  ['Ctrl + Enter', 'signWhileTyping'],
  ['E', 'end'],
  ['?', 'sheet'],
] as const

/** Every key of the console. */
export function ShortcutSheet({ onClose }: { onClose: () => void }) {
  const t = useWords(consultationWords)
  const [on, setOn] = useState(shortcutsAreOn)
  return (
    <Dialog
      heading={t('shortcuts.title')}
      onClose={onClose}
      actions={<Button onClick={onClose}>{t('participants.close')}</Button>}
    >
      <p>{t('shortcuts.text')}</p>
      <dl className={styles.keys}>
        {keys.map(([key, what]) => (
          <div key={key} style={{ display: 'contents' }}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{t(`shortcut.${what}`)}</dd>
          </div>
        ))}
      </dl>
      <label className={styles.check}>
        <input
          type="checkbox"
          checked={on}
          onChange={(event) => {
            switchShortcuts(event.target.checked)
            setOn(event.target.checked)
          }}
        />
        {t('shortcuts.on')}
      </label>
    </Dialog>
  )
}
