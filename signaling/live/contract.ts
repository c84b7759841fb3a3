import { type Static, Type } from 'typebox'
import type { ErrorBody } from '../error-codes.ts'
import { closed } from '../shapes.ts'

/**
 * The live socket, `/api/live` (guests: `/api/guest/live`, which takes the `visit` of their page): JSON text frames.
 *
 * A client watches topics. For each it gets one `snapshot`, then a `change` whenever what it shows has changed. A change
 * carries the whole new value, except on shared topics (`queue:…`), where it is one delta for all who watch. After a
 * reconnect the client watches again, so that a missed frame is never a wrong screen.
 */
export const ClientFrame = Type.Union([
  closed({
    type: Type.Literal('watch'),
    topic: Type.String({ pattern: '^[a-zA-Z]+(:[0-9a-zA-Z-]{1,64})?$' }),
    /** On a `queue:…` topic, the watcher's own place: the `queueKey` of the ticket. */
    key: Type.Optional(Type.Number()),
  }),
  closed({ type: Type.Literal('unwatch'), topic: Type.String({ maxLength: 100 }) }),
  closed({ type: Type.Literal('ping') }),
])
export type ClientFrame = Static<typeof ClientFrame>

/** `at`: the server's time when the frame was made, as an instant, by which the page knows how wrong its own clock is. */
export type ServerFrame =
  | { readonly type: 'snapshot'; readonly topic: string; readonly at: string; readonly data: unknown }
  | { readonly type: 'change'; readonly topic: string; readonly data: unknown }
  | { readonly type: 'refused'; readonly topic: string; readonly error: ErrorBody['error'] }
  | { readonly type: 'pong'; readonly at: string }
