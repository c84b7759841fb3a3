/** The first script that a page of the client names; its name changes with every version. */
const firstScript = /\/assets\/[\w-]+\.js/
/** Milliseconds after which no answer comes. */
const patience = 8_000

/** The page as it is up now; undefined where the hospital can't be reached, though a proxy or a hotel's network may answer. */
export async function fetchPage(): Promise<string | undefined> {
  try {
    const signal = AbortSignal.timeout(patience)
    const answer = await fetch('/', { headers: { accept: 'text/html' }, cache: 'no-cache', signal })
    const page = answer.ok ? await answer.text() : ''
    return page.includes('id="root"') ? page : undefined
  } catch {
    return undefined
  }
}

/** Whether another version than the one that runs here is up; undefined where that can't be told. */
export async function isOutdated(): Promise<boolean | undefined> {
  const own = [...document.scripts].map(({ src }) => firstScript.exec(src)?.[0]).find((found) => found !== undefined)
  if (own === undefined) return undefined
  const current = firstScript.exec((await fetchPage()) ?? '')?.[0]
  return current === undefined ? undefined : current !== own
}
