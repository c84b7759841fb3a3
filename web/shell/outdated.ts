/** The first script that a page of the client names; its name changes with every version. */
const firstScript = /\/assets\/[\w-]+\.js/

/** Whether another version than the one that runs here is up; undefined where that can't be told. */
export async function isOutdated(): Promise<boolean | undefined> {
  const own = [...document.scripts].map(({ src }) => firstScript.exec(src)?.[0]).find((found) => found !== undefined)
  if (own === undefined) return undefined
  try {
    const answer = await fetch('/', { headers: { accept: 'text/html' }, cache: 'no-cache' })
    const current = answer.ok ? firstScript.exec(await answer.text())?.[0] : undefined
    return current === undefined ? undefined : current !== own
  } catch {
    return undefined
  }
}
