import { useEffect, useRef, useState } from 'react'
import { useWords } from '../language/language.ts'
import { useConnectionStatus } from '../live/use-live.ts'
import { Button } from '../ui/button.tsx'
import styles from './header.module.css'
import { shellWords } from './words.ts'

/** The client's first script, whose name changes with every version. */
const entryScript = /\/assets\/index-[\w-]+\.js/

/** Whether another version than the one that runs here is up; undefined where that can't be told. */
async function isOutdated(): Promise<boolean | undefined> {
  const own = [...document.scripts].map(({ src }) => entryScript.exec(src)?.[0]).find((found) => found !== undefined)
  if (own === undefined) return undefined
  try {
    const answer = await fetch('/', { headers: { accept: 'text/html' }, cache: 'no-cache' })
    const current = answer.ok ? entryScript.exec(await answer.text())?.[0] : undefined
    return current === undefined ? undefined : current !== own
  } catch {
    return undefined
  }
}

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
