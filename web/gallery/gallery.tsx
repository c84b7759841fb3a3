import { StrictMode, useEffect, useRef, useState } from 'react'
import { createRoot } from 'react-dom/client'
import { Select } from '../ui/field.tsx'
import '../ui/tokens.css'
import '../ui/base.css'
import styles from './gallery.module.css'
import { shelves } from './pieces.ts'
import { controlNames, controls, readSettings, writeSettings } from './settings.ts'

/**
 * The page of `npm run gallery`: the controls, and the pieces in a frame that is as wide as is chosen. The frame is a page of its
 * own, so that narrow screens, larger text and the theme are what they are in the application. Both keep what is chosen in their
 * address, which can be sent to somebody else.
 */
function Gallery() {
  const [settings, setSettings] = useState(() => readSettings(window.location.hash))
  const frame = useRef<HTMLIFrameElement>(null)
  useEffect(() => {
    const hash = writeSettings(settings)
    window.history.replaceState(null, '', hash)
    // Once it is there, only its hash changes: it follows without loading anew, and stays where it was scrolled to.
    frame.current?.contentWindow?.location.replace(new URL(`./pieces.html${hash}`, window.location.href))
  }, [settings])
  return (
    <div className={styles.gallery}>
      <header className={styles.bar}>
        <h1>Gallery</h1>
        {controlNames.map((name) => (
          <Select
            key={name}
            label={controls[name].label}
            value={settings[name]}
            onChange={(event) => setSettings({ ...settings, [name]: event.target.value })}
          >
            {Object.entries<string>(controls[name].choices).map(([choice, label]) => (
              <option key={choice} value={choice}>
                {label}
              </option>
            ))}
          </Select>
        ))}
        <Select
          label="Piece"
          value={settings.piece}
          onChange={(event) => setSettings({ ...settings, piece: event.target.value })}
        >
          <option value="">All</option>
          {shelves.map(({ file, pieces }) => (
            <optgroup key={file} label={file}>
              {pieces.map(({ piece }) => (
                <option key={piece.name} value={piece.name}>
                  {piece.name}
                </option>
              ))}
            </optgroup>
          ))}
        </Select>
      </header>
      <main className={styles.stage}>
        {/* A page of the same house, which the controls must reach. */}
        {/* oxlint-disable-next-line react/iframe-missing-sandbox */}
        <iframe ref={frame} className={styles.frame} title="The pieces" width={settings.width} />
      </main>
    </div>
  )
}

const root = document.getElementById('root')
if (root === null) throw new Error('the page has no #root')
createRoot(root).render(
  <StrictMode>
    <Gallery />
  </StrictMode>,
)
