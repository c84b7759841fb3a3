import { useCallback, useEffect, useRef, useState } from 'react'
import type { Answered, ApiRoute } from '../../signaling/api.ts'
import { addressOf, type AnyParts, type ApiError, asApiError, read, type Sent } from './client.ts'

/** What a `GET` has come to. While it is asked again, the former answer stays on the screen. */
export interface Answer<Value> {
  readonly value: Value | undefined
  readonly error: ApiError | undefined
  readonly loading: boolean
  /** Asks again, for instance after a command; where an answer is on its way, once that is there. */
  readonly reload: () => void
}

interface State<Value> {
  readonly address: string | undefined
  readonly value: Value | undefined
  readonly error: ApiError | undefined
}

/**
 * The answer of a route that is read, asked when the component appears and when its ids or its query change; with `false`
 * nothing is asked. For what the live socket does not carry: lists of the past, slots, settings. There is no cache behind it:
 * what must stay right while others change it comes from `useLive`.
 *
 *     const { value, error, reload } = useAnswer('GET /api/consultations/:id', { params: { id } })
 */
export function useAnswer<Name extends ApiRoute & `GET ${string}`>(
  name: Name,
  ...[sent]: {} extends Sent<Name> ? [sent?: Sent<Name> | false] : [sent: Sent<Name> | false]
): Answer<Answered<Name>> {
  type Value = Answered<Name>
  const parts: AnyParts | false = sent ?? {}
  const address = parts === false ? undefined : addressOf(name, parts)
  const [round, setRound] = useState(0)
  const [state, setState] = useState<State<Value>>({ address: undefined, value: undefined, error: undefined })
  const [answered, setAnswered] = useState('')
  // Asked again at each change, a slow answer would never come: the one that is on its way is shown first.
  const asked = useRef({ underWay: false, again: false })
  const asking = `${String(round)} ${address ?? ''}`
  useEffect(() => {
    if (address === undefined) return undefined
    const abort = new AbortController()
    const own = { underWay: true, again: false }
    asked.current = own
    const settle = (next: (former: State<Value>) => State<Value>): void => {
      if (abort.signal.aborted) return
      setState(next)
      setAnswered(asking)
      own.underWay = false
      if (own.again) setRound((former) => former + 1)
    }
    read(address, abort.signal).then(
      (value) => settle(() => ({ address, value: value as Value, error: undefined })),
      (reason: unknown) =>
        settle((former) => ({
          address,
          value: former.address === address ? former.value : undefined,
          error: asApiError(reason),
        })),
    )
    return () => {
      own.underWay = false
      abort.abort()
    }
  }, [address, asking])
  const reload = useCallback(() => {
    if (asked.current.underWay) asked.current.again = true
    else setRound((former) => former + 1)
  }, [])
  const current = state.address === address
  return {
    value: current ? state.value : undefined,
    error: current ? state.error : undefined,
    loading: address !== undefined && answered !== asking,
    reload,
  }
}
