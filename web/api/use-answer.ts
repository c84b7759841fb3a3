import { useCallback, useEffect, useState } from 'react'
import type { ApiError } from './client.ts'
import { asApiError, get } from './client.ts'

/** What a `GET` has come to. While it is asked again, the former answer stays on the screen. */
export interface Answer<Value> {
  readonly value: Value | undefined
  readonly error: ApiError | undefined
  readonly loading: boolean
  /** Asks again, for instance after a command. */
  readonly reload: () => void
}

interface State<Value> {
  readonly path: string | undefined
  readonly value: Value | undefined
  readonly error: ApiError | undefined
}

/**
 * The answer to `GET path`, asked when the component appears and when the path changes; `undefined` asks nothing.
 * For what the live socket does not carry: lists of the past, slots, settings. There is no cache behind it: what
 * must stay right while others change it comes from `useLive`.
 */
export function useAnswer<Value>(path: `/api/${string}` | undefined): Answer<Value> {
  const [round, setRound] = useState(0)
  const [state, setState] = useState<State<Value>>({ path: undefined, value: undefined, error: undefined })
  const [answered, setAnswered] = useState('')
  const asked = `${String(round)} ${path ?? ''}`
  useEffect(() => {
    if (path === undefined) return undefined
    const abort = new AbortController()
    const settle = (next: (former: State<Value>) => State<Value>): void => {
      if (abort.signal.aborted) return
      setState(next)
      setAnswered(asked)
    }
    get<Value>(path, abort.signal).then(
      (value) => settle(() => ({ path, value, error: undefined })),
      (reason: unknown) =>
        settle((former) => ({
          path,
          value: former.path === path ? former.value : undefined,
          error: asApiError(reason),
        })),
    )
    return () => abort.abort()
  }, [path, asked])
  const reload = useCallback(() => setRound((former) => former + 1), [])
  const current = state.path === path
  return {
    value: current ? state.value : undefined,
    error: current ? state.error : undefined,
    loading: path !== undefined && answered !== asked,
    reload,
  }
}
