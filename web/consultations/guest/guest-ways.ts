import type { Entry } from '../../../signaling/consultations/contract.ts'
import type { GuestView } from '../../../signaling/consultations/guest-contract.ts'
import { asApiError, request } from '../../api/client.ts'
import type { ConversationWays } from '../call/use-conversation.ts'

/** How the page of one visit asks, speaks and comes in. */
interface GuestWays extends ConversationWays {
  readonly ask: (name: string) => Promise<GuestView>
  readonly enter: () => Promise<Entry>
}

/**
 * Each request says which visit is meant, since another page of this browser may show another.
 * @param token of the link by which this page's guest has come
 */
export function guestWays(token: string, visit: string): GuestWays {
  /** Whose cookie is gone, or another visit's while they have no seat here, opens the link anew. */
  async function byLink<Answer>(send: (query: { visit?: string }) => Promise<Answer>): Promise<Answer> {
    try {
      return await send({ visit })
    } catch (reason) {
      const { code } = asApiError(reason)
      // A process of the version before, which answers beside this one: there the link that was opened last is meant.
      if (code === 'unknownField') return await send({})
      if (code !== 'unauthenticated') throw reason
      await request('POST /api/guest/session', { body: { token } })
      return await send({ visit })
    }
  }
  return {
    ask: (name) => byLink((query) => request('POST /api/guest/ask', { query, body: { name } })),
    enter: () => byLink((query) => request('POST /api/guest/enter', { query })),
    post: (message) => byLink((query) => request('POST /api/guest/messages', { query, body: message })),
    readBefore: (before) => byLink((query) => request('GET /api/guest/messages', { query: { ...query, before } })),
  }
}
