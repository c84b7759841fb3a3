import { createContext, startTransition, use, useEffect, useState } from 'react'
import type { ComponentType } from 'react'
import { Listeners } from '../listeners.ts'
import { tryFailedScreensAgain } from './screen.tsx'

/**
 * The client's own navigation: a table of paths, the address bar, and links. A routing library would take more of the first page
 * (`docs/decisions/navigation.md`), and the screens need no loaders, no nesting and no data from it: that comes from `web/live` and
 * `web/api`.
 */

/** One screen: `path` in the form `/visits/:id`; of several that fit, the first in the table is shown. */
export interface Route {
  readonly path: string
  readonly screen: ComponentType
}

/** Where the reader is. `search` is a copy: change the place with `navigate`. */
export interface Place {
  readonly path: string
  readonly search: URLSearchParams
}

export type Params = Readonly<Record<string, string>>

type Arrival = 'push' | 'replace' | 'back'

const listeners = new Listeners<[arrival: Arrival]>()

function currentPlace(): Place {
  return { path: window.location.pathname, search: new URLSearchParams(window.location.search) }
}

/**
 * Goes to a path of this site (`/visits/17?tab=note`). `replace` leaves no step to come back to. The old
 * screen stays until the new one's code has arrived.
 */
export function navigate(to: string, { replace = false }: { replace?: boolean } = {}): void {
  const url = new URL(to, window.location.href)
  if (url.origin !== window.location.origin) throw new RangeError(`not a place of this site: ${to}`)
  const { pathname, search } = window.location
  if (replace || url.href === window.location.href) window.history.replaceState(window.history.state, '', url)
  else window.history.pushState({ from: pathname + search } satisfies Step, '', url)
  listeners.tell(replace ? 'replace' : 'push')
}

/** What a step of this site's own remembers of the one before. */
interface Step {
  readonly from: string
}

/**
 * Back to a named place of this site: by the browser's own step where that leads there, so that what was shown is shown as it
 * was; otherwise as to any place. It never leads out of the site, nor to where the reader came from by chance.
 */
export function goBack(to: string): void {
  const { from } = (window.history.state ?? {}) as Partial<Step>
  if (from === to) window.history.back()
  else navigate(to, { replace: true })
}

/** The values of a pattern's `:names` where the path fits it. */
export function matchPath(pattern: string, path: string): Params | undefined {
  const wanted = pattern.split('/').filter(Boolean)
  const given = path.split('/').filter(Boolean)
  if (wanted.length !== given.length) return undefined
  const params: Record<string, string> = {}
  for (const [index, segment] of wanted.entries()) {
    const value = given[index] ?? ''
    if (segment.startsWith(':')) {
      try {
        params[segment.slice(1)] = decodeURIComponent(value)
      } catch {
        return undefined
      }
    } else if (segment !== value) return undefined
  }
  return params
}

/** The first route of the table that fits the path. */
export function matchRoute(routes: readonly Route[], path: string): { route: Route; params: Params } | undefined {
  for (const route of routes) {
    const params = matchPath(route.path, path)
    if (params !== undefined) return { route, params }
  }
  return undefined
}

export const PlaceContext = createContext<Place>({ path: '/', search: new URLSearchParams() })
export const ParamsContext = createContext<Params>({})

/** Follows the address bar; used once, by the application's root. */
export function useAddressBar(): Place {
  const [place, setPlace] = useState(currentPlace)
  useEffect(() => {
    const arrive = (arrival: Arrival): void => {
      tryFailedScreensAgain()
      startTransition(() => setPlace(currentPlace()))
      if (arrival === 'push') window.scrollTo(0, 0)
    }
    const onBack = (): void => arrive('back')
    const leave = listeners.add(arrive)
    window.addEventListener('popstate', onBack)
    return () => {
      leave()
      window.removeEventListener('popstate', onBack)
    }
  }, [])
  return place
}

/** Where the reader is now. */
export function usePlace(): Place {
  return use(PlaceContext)
}

/** The value of a `:name` in the current route's path. */
export function useParam(name: string): string {
  const value = use(ParamsContext)[name]
  if (value === undefined) throw new Error(`the route has no :${name}`)
  return value
}
