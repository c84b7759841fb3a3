import { useWords } from '../language/language.ts'
import { Page } from '../ui/page.tsx'
import { Skeleton } from '../ui/spinner.tsx'
import { VisuallyHidden } from '../ui/visually-hidden.tsx'
import { shellWords } from './words.ts'

/** A screen's place while its code or words arrive. */
export function Arriving() {
  const t = useWords(shellWords)
  return (
    <Page title={t('loading')} untitled>
      <VisuallyHidden as="h1">{t('hospital')}</VisuallyHidden>
      <Skeleton label={t('loading')} lines={4} />
    </Page>
  )
}
