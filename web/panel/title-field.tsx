import { useState } from 'react'
import { longestName } from '../../signaling/text-limits.ts'
import { expertTitles } from '../../signaling/vocabulary.ts'
import { useWords } from '../language/language.ts'
import { nameWords } from '../names/words.ts'
import { Field, Select } from '../ui/field.tsx'
import styles from './panel.module.css'
import { panelWords } from './words.ts'

const own = 'own'

/** One of the titles that have words in every language, or one's own words. */
export function TitleField({ title, onTitle }: { title: string; onTitle: (title: string) => void }) {
  const t = useWords(panelWords)
  const names = useWords(nameWords)
  const isKnown = (said: string): boolean => said === '' || expertTitles.some((known) => known === said)
  const [writing, setWriting] = useState(!isKnown(title))
  return (
    <div className={styles.pair}>
      <Select
        label={t('form.title')}
        value={writing ? own : title}
        onChange={({ target: { value } }) => {
          setWriting(value === own)
          onTitle(value === own ? '' : value)
        }}
      >
        <option value="">{t('form.titleNone')}</option>
        {expertTitles.map((known) => (
          <option key={known} value={known}>
            {names(`title.${known}`)}
          </option>
        ))}
        <option value={own}>{t('form.titleOther')}</option>
      </Select>
      {writing && (
        <Field
          label={t('form.titleOwn')}
          hint={t('form.titleOwnHint')}
          maxLength={longestName}
          autoComplete="off"
          value={title}
          onChange={(event) => onTitle(event.target.value)}
        />
      )}
    </div>
  )
}
