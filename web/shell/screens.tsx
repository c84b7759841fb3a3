import { Suspense, useEffect, useRef } from 'react'
import { matchRoute, ParamsContext, usePlace } from '../navigation/navigation.ts'
import type { Route } from '../navigation/navigation.ts'
import { useFetched } from '../navigation/screen.tsx'
import { Arriving } from './arriving.tsx'
import { BrokenScreen, ErrorBoundary, NoSuchScreen } from './error-boundary.tsx'

/** The whole page's place while it is not known yet whose it is. */
export function Opening() {
  return (
    <main id="content">
      <Arriving />
    </main>
  )
}

/** The screen for the current path, in the page's `<main>`, which gets the focus on every change of path. */
export function Screens({ routes, className }: { routes: readonly Route[]; className?: string | undefined }) {
  const { path } = usePlace()
  const main = useRef<HTMLElement>(null)
  const former = useRef(path)
  useEffect(() => {
    if (former.current !== path) main.current?.focus({ preventScroll: true })
    former.current = path
  }, [path])
  const found = matchRoute(routes, path)
  const Screen = found?.route.screen ?? NoSuchScreen
  const fetched = useFetched(Screen)
  return (
    <main id="content" ref={main} tabIndex={-1} className={className}>
      <ErrorBoundary key={path} fallback={<BrokenScreen />}>
        <ParamsContext value={found?.params ?? none}>
          {fetched ? (
            <Suspense fallback={<Arriving />}>
              <Screen />
            </Suspense>
          ) : (
            <Arriving />
          )}
        </ParamsContext>
      </ErrorBoundary>
    </main>
  )
}

const none = {}
