import { createContext, use, useCallback, useRef, useSyncExternalStore } from 'react'
import type { ChangeOf, Changes, Topic, Topics } from '../../signaling/topics.ts'
import type { LiveConnection, LiveStatus, LiveValue, Reduce } from './connection.ts'

export const LiveContext = createContext<LiveConnection | undefined>(undefined)

/**
 * A topic of the live socket. `value` is the last known and stays while the connection is lost; undefined until the
 * first snapshot. `refused` is an error code (`notFound` …) for which `ErrorState` has words.
 */
export interface Live<Value> {
  readonly value: Value | undefined
  readonly status: LiveStatus
  readonly refused: string | undefined
}

interface Options<Watched extends Topic> {
  /** The watcher's own place on a `queue:…` topic. */
  readonly key?: number
  /** The value after a change, where changes are deltas. Others carry the whole value. */
  readonly reduce?: (value: Topics[Watched], change: ChangeOf<Watched>) => Topics[Watched]
}

/** All who watch a topic share one watch: whoever forgot how its deltas are applied would be handed them as values. */
type Given<Watched extends Topic> = Watched extends keyof Changes
  ? [options: Options<Watched> & Required<Pick<Options<Watched>, 'reduce'>>]
  : [options?: Omit<Options<Watched>, 'reduce'>]

const idle: LiveValue = { data: undefined, status: 'connecting', refused: undefined }

/**
 * Watches a topic (`'waiting'`, `'ticket:018f…'`) while the component is on screen; `undefined` watches nothing.
 * Components that watch the same topic share one watch.
 *
 *     const { value, status } = useLive(`ticket:${id}`)
 */
export function useLive<Watched extends Topic>(
  topic: Watched | undefined,
  ...[options]: Given<Watched>
): Live<Topics[Watched]> {
  const { key, reduce }: Options<Watched> = options ?? {}
  const connection = use(LiveContext)
  const reducer = useRef(reduce)
  reducer.current = reduce
  const reduces = reduce !== undefined
  const subscribe = useCallback(
    (listener: () => void) => {
      if (connection === undefined || topic === undefined) return () => undefined
      const apply: Reduce | undefined = reduces
        ? (value: never, delta: never) => reducer.current?.(value, delta)
        : undefined
      return connection.watch(topic, listener, key, apply)
    },
    [connection, topic, key, reduces],
  )
  const read = (): LiveValue => (connection === undefined || topic === undefined ? idle : connection.read(topic))
  const current = useSyncExternalStore(subscribe, read)
  return { value: current.data as Topics[Watched] | undefined, status: current.status, refused: current.refused }
}

const never = (): (() => void) => () => undefined

/** Whether the page's connection stands, for the shells' "connection lost" bar. */
export function useConnectionStatus(): LiveStatus {
  const connection = use(LiveContext)
  return useSyncExternalStore(connection?.onStatus ?? never, () => connection?.status ?? 'connecting')
}
