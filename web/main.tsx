import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { errorWords } from './api/words.ts'
import { App, fetchEntrance } from './app.tsx'
import { chooseLanguage, loadWords, startLanguage, storedLanguage } from './language/language.ts'
import { isPageHeld } from './shell/held-page.ts'
import { shellWords } from './shell/words.ts'
import { tab } from './storage/storage.ts'
import { startPreferences } from './ui/preferences.ts'
import './ui/tokens.css'
import './ui/base.css'

const reloadedKey = 'qiaoyi.reloadedAt'

/** A chunk that is gone means that a new version was put up: the page loads it, but never in a circle, and never in a call. */
window.addEventListener('vite:preloadError', (event) => {
  const last = Number(tab.read(reloadedKey) ?? 0)
  if (isPageHeld() || !navigator.onLine || Date.now() - last < 60_000) return
  // Where nothing outlives the page, it could not be known that this has just been tried.
  if (!tab.write(reloadedKey, String(Date.now()))) return
  event.preventDefault()
  window.location.reload()
})

startPreferences()
startLanguage(storedLanguage() ?? chooseLanguage(navigator.languages))
fetchEntrance()
await loadWords(shellWords)
const root = document.getElementById('root')
if (root === null) throw new Error('the page has no #root')
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
)
// What a command may come to is said in words that come with the first press, while the version is up that this page is of.
const fetchErrorWords = (): void => void loadWords(errorWords).catch(() => undefined)
for (const press of ['pointerdown', 'keydown']) window.addEventListener(press, fetchErrorWords, { once: true })
