import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { errorWords } from './api/words.ts'
import { App, fetchEntrance } from './app.tsx'
import { chooseLanguage, loadWords, startLanguage, storedLanguage } from './language/language.ts'
import { isOutdated } from './shell/outdated.ts'
import { reloadByItself, reloadWhenBack } from './shell/reloading.ts'
import { shellWords } from './shell/words.ts'
import { startPreferences } from './ui/preferences.ts'
import './ui/tokens.css'
import './ui/base.css'

/**
 * A part of the page that can't be had: a new version was put up, or the link has failed, after which some browsers never ask again.
 * The page is loaded anew, but not where nothing would come.
 */
async function loadAnew(): Promise<void> {
  if ((await isOutdated()) !== undefined) reloadByItself()
}
window.addEventListener('vite:preloadError', () => void loadAnew())

startPreferences()
startLanguage(storedLanguage() ?? chooseLanguage(navigator.languages))
fetchEntrance()
const root = document.getElementById('root')
if (root === null) throw new Error('the page has no #root')
await loadWords(shellWords).catch(() => offerReload(root))
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
)
// What a command may come to is said in words that come with the first press, while the version is up that this page is of.
const presses = ['pointerdown', 'keydown']
async function fetchErrorWords(): Promise<void> {
  await loadWords(errorWords)
  for (const press of presses) window.removeEventListener(press, onPress)
}
const onPress = (): void => void fetchErrorWords().catch(() => undefined)
for (const press of presses) window.addEventListener(press, onPress)

/** Without the shell's words no screen can be shown: what index.html shows late is seen at once, until the page is loaded anew. */
function offerReload(place: HTMLElement): Promise<never> {
  const offer = place.querySelector('main')
  if (offer !== null) offer.style.visibility = 'visible'
  reloadWhenBack()
  return new Promise(() => undefined)
}
