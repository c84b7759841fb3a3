import { firstNoteVersion } from '../../signaling/vocabulary.ts'
import { useCities } from '../language/cities.ts'
import { timeOfDay } from '../language/clock.ts'
import { useLanguage, useWords } from '../language/language.ts'
import { Tag } from '../ui/notice.tsx'
import type { NoteState } from './note-state.ts'
import { noteWords } from './words.ts'

/** Whether what is typed is safe, and where. Nothing is said of a note in which nobody has written: it is what the patient said. */
export function SaveLine({ state, timeZone }: { state: NoteState; timeZone: string }) {
  const t = useWords(noteWords)
  const language = useLanguage()
  const cityOf = useCities()
  const { note, save } = state
  if (note?.signedAt != null) return <Tag tone="success">{t('save.signed')}</Tag>
  const unwritten = save === 'saved' && note?.version === firstNoteVersion
  const quiet = save === 'saved' || save === 'typing' || save === 'saving'
  const words =
    save === 'saved' && note !== undefined
      ? t('save.saved', { time: `${timeOfDay(note.savedAt, timeZone, language)} ${cityOf(timeZone)}` })
      : t(save === 'saved' ? 'save.saving' : `save.${save}`)
  return (
    <span role="status" data-save={save}>
      {!unwritten && <Tag tone={quiet ? 'neutral' : 'waiting'}>{words}</Tag>}
    </span>
  )
}
