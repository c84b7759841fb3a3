import { useEffect, useRef, useState } from 'react'
import { useWords } from '../language/language.ts'
import { useConnectionStatus } from '../live/use-live.ts'
import { Button } from '../ui/button.tsx'
import styles from './header.module.css'
import { isOutdated } from './outdated.ts'
import { shellWords } from './words.ts'

/** After a lost connection the server may be another version: says so, and leaves the moment to the reader. */
export function NewVersion() {
  const t = useWords(shellWords)
  const status = useConnectionStatus()
  const wasLost = useRef(false)
  const [outdated, setOutdated] = useState(false)
  useEffect(() => {
    if (status === 'lost') wasLost.current = true
    if (status !== 'live' || !wasLost.current) return
    wasLost.current = false
    void isOutdated().then((found) => found !== undefined && setOutdated(found))
  }, [status])
  if (!outdated) return null
  return (
    <p className={styles.outdated} role="status">
      {t('outdated')}
      <Button kind="quiet" small onClick={() => window.location.reload()}>
        {t('reload')}
      </Button>
    </p>
  )
}
