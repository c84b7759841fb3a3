import { StrictMode, Suspense, useId } from 'react'
import { createRoot } from 'react-dom/client'
import { setLanguage, startLanguage, useLanguage } from '../language/language.ts'
import { classes } from '../ui/classes.ts'
import { setPreferences, startPreferences } from '../ui/preferences.ts'
import { Skeleton } from '../ui/spinner.tsx'
import '../ui/tokens.css'
import '../ui/base.css'
import styles from './frame.module.css'
import { shelves } from './pieces.ts'
import type { Piece, Shelf } from './piece.ts'
import { useRealWords } from './real-words.ts'
import { onSettings, readSettings, useSettings } from './settings.ts'
import { pointWithFinger, showStates } from './shown-states.ts'

/**
 * All pieces, or the one that the address names. What is said about them is in English, as in the code; what they say themselves is
 * in the chosen language.
 */
function Pieces() {
  const { piece: alone } = useSettings()
  return (
    <main className={styles.pieces}>
      <h1 lang="en">Pieces of web/ui</h1>
      {shelves.map(({ file, pieces }) => (
        <OnShelf key={file} file={file} pieces={pieces.filter(({ piece }) => alone === '' || alone === piece.name)} />
      ))}
    </main>
  )
}

function OnShelf({ file, pieces }: Shelf) {
  if (pieces.length === 0) return null
  return (
    <div className={styles.shelf}>
      <p className={styles.file} lang="en">
        web/ui/{file}
      </p>
      {pieces.map((piece) => (
        <InItsStates key={piece.piece.name} piece={piece} />
      ))}
    </div>
  )
}

function InItsStates({ piece: { piece, when, states } }: { piece: Piece }) {
  const say = useRealWords()
  const language = useLanguage()
  const id = useId()
  return (
    <section className={styles.piece} aria-labelledby={id} lang="en">
      <h2 id={id}>{piece.name}</h2>
      <p className={styles.when}>{when}</p>
      <div className={styles.states}>
        {states.map(({ name, as, broad = false, show }) => (
          <figure key={name} className={classes(styles.state, broad && styles.broad)}>
            <figcaption className={styles.name}>{name}</figcaption>
            <div className={styles.shown} lang={language} data-shown={as}>
              {show(say)}
            </div>
          </figure>
        ))}
      </div>
    </section>
  )
}

function follow(): void {
  const { language, scheme, text, reader, pointer } = readSettings(window.location.hash)
  setPreferences({ scheme, largerText: text === 'larger' })
  document.documentElement.dataset['reader'] = reader
  pointWithFinger(pointer === 'finger')
  void setLanguage(language)
}

const root = document.getElementById('root')
if (root === null) throw new Error('the page has no #root')
startPreferences()
startLanguage(readSettings(window.location.hash).language)
showStates()
follow()
onSettings(follow)
createRoot(root).render(
  <StrictMode>
    <Suspense fallback={<Skeleton label="Loading" />}>
      <Pieces />
    </Suspense>
  </StrictMode>,
)
