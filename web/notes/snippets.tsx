import { useState } from 'react'
import { longestRemark } from '../../signaling/text-limits.ts'
import { useWords } from '../language/language.ts'
import { device, personalKey, readJson } from '../storage/storage.ts'
import { useKept } from '../storage/use-kept.ts'
import { Button } from '../ui/button.tsx'
import { Field } from '../ui/field.tsx'
import styles from './note-pane.module.css'
import { noteWords } from './words.ts'

const storageKey = 'qiaoyi.snippets'
/** Copied from a note, perhaps. */
const writingKey = personalKey('snippet')

function readSnippets(): string[] {
  return readJson<string[]>(device, storageKey, [])
}

/** Sentences this doctor writes often, kept in this browser: one press puts one at the end of the field last written in. */
export function Snippets({ onInsert }: { onInsert: (text: string) => void }) {
  const t = useWords(noteWords)
  const [snippets, setSnippets] = useState(readSnippets)
  const [text = '', setText] = useKept<string>(writingKey)
  const keep = (next: string[]): void => {
    device.write(storageKey, JSON.stringify(next))
    setSnippets(next)
  }
  return (
    <details className={styles.previous}>
      <summary>{t('snippets.title')}</summary>
      <p className={styles.soft}>{t('snippets.hint')}</p>
      <ul className={styles.snippets}>
        {snippets.map((snippet) => (
          <li key={snippet}>
            <Button kind="quiet" small onClick={() => onInsert(snippet)}>
              {snippet}
            </Button>
            <Button
              kind="plain"
              small
              aria-label={t('snippets.remove', { text: snippet })}
              onClick={() => keep(snippets.filter((other) => other !== snippet))}
            >
              ×
            </Button>
          </li>
        ))}
      </ul>
      <form
        className={styles.snippetForm}
        onSubmit={(event) => {
          event.preventDefault()
          const added = text.trim()
          if (added !== '' && !snippets.includes(added)) keep([...snippets, added])
          setText(undefined)
        }}
      >
        <Field
          label={t('snippets.new')}
          maxLength={longestRemark}
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
        <Button kind="quiet" type="submit">
          {t('snippets.add')}
        </Button>
      </form>
    </details>
  )
}
