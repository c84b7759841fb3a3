import type { Note, NoteText } from '../../signaling/notes/contract.ts'
import { useWords } from '../language/language.ts'
import { Button } from '../ui/button.tsx'
import { Notice } from '../ui/notice.tsx'
import { Row } from '../ui/page.tsx'
import { joinTexts, noteFields } from './note-text.ts'
import styles from './note-pane.module.css'
import { noteWords } from './words.ts'

interface ApartProps {
  mine: NoteText
  theirs: Note
  onSettle: (text: NoteText) => void
}

/** Somebody wrote a newer version: both are shown where they differ, and neither is lost without being chosen. */
export function Apart({ mine, theirs, onSettle }: ApartProps) {
  const t = useWords(noteWords)
  return (
    <Notice tone="waiting" role="alert" title={t('apart.title')}>
      <p>{t('apart.text')}</p>
      {noteFields
        .filter((field) => mine[field] !== theirs.text[field])
        .map((field) => (
          <div key={field} className={styles.pair}>
            <h3>{t(`field.${field}`)}</h3>
            <div>
              <p className={styles.small}>{t('apart.mine')}</p>
              <p className={styles.words}>{mine[field] || t('note.nothing')}</p>
            </div>
            <div>
              <p className={styles.small}>{t('apart.theirs')}</p>
              <p className={styles.words}>{theirs.text[field] || t('note.nothing')}</p>
            </div>
          </div>
        ))}
      <Row>
        <Button small onClick={() => onSettle(joinTexts(mine, theirs.text))}>
          {t('apart.takeBoth')}
        </Button>
        <Button kind="quiet" small onClick={() => onSettle(mine)}>
          {t('apart.takeMine')}
        </Button>
        <Button kind="quiet" small onClick={() => onSettle(theirs.text)}>
          {t('apart.takeTheirs')}
        </Button>
      </Row>
    </Notice>
  )
}

/** What had been typed here when the note was signed elsewhere, to be copied into an addendum. */
export function LeftOver({ text, onForget }: { text: NoteText; onForget: () => void }) {
  const t = useWords(noteWords)
  return (
    <Notice tone="waiting" title={t('leftOver.title')}>
      <p>{t('leftOver.text')}</p>
      {noteFields
        .filter((field) => text[field].trim() !== '')
        .map((field) => (
          <p key={field} className={styles.words}>
            <strong>{t(`field.${field}`)}</strong> {text[field]}
          </p>
        ))}
      <div>
        <Button kind="quiet" small onClick={onForget}>
          {t('leftOver.forget')}
        </Button>
      </div>
    </Notice>
  )
}
