import { hash } from 'node:crypto'
import type { Changing } from '../dependencies.ts'
import { isUseNoted } from './session-rules.ts'
import { findSignedIn, type SignedIn, noteSessionUse } from './sessions.ts'

/** However well announcements arrive, nothing is believed for longer. */
const believedForMs = 5_000
const keptAtMost = 10_000

interface Known {
  readonly signedIn: SignedIn
  readonly until: number
}

export interface KnownSessions {
  /** Answers at once for a session that was asked for a moment ago, and from the database otherwise. */
  find(token: string): SignedIn | undefined | Promise<SignedIn | undefined>
  /** Its holder does something with this session: until when it lasts now, where its end is put off. */
  use(token: string, signedIn: SignedIn): Promise<Temporal.Instant | undefined> | undefined
}

/**
 * Who holds which session token, remembered for a few seconds: a page asks for several things at once, and each would ask the
 * database who asks. What changes a session or its account is announced (`session:ID`, `account:ID`) and forgotten: in
 * this process before the answer to whoever changed it, in the others as fast as any screen learns of a change.
 */
export function rememberSessions(dependencies: Changing): KnownSessions {
  const known = new Map<string, Known>()
  /** Rises with everything forgotten, so that an answer read before is not remembered after. */
  let forgotten = 0

  const forget = (changed: ReadonlySet<string> | 'reset'): void => {
    const concerned =
      changed === 'reset' || [...changed].some((topic) => topic.startsWith('session:') || topic.startsWith('account:'))
    if (!concerned) return
    forgotten += 1
    for (const [key, { signedIn }] of known) {
      const { sessionId, accountId } = signedIn.viewer
      if (changed === 'reset' || changed.has(`session:${sessionId}`) || changed.has(`account:${accountId}`)) {
        known.delete(key)
      }
    }
  }
  dependencies.outbox.onCommit(forget)
  dependencies.outbox.onTopics(forget)

  /** What the database is being asked, and how much had been forgotten then: who asks after a change asks anew. */
  const asking = new Map<string, { readonly since: number; readonly answer: Promise<SignedIn | undefined> }>()

  function askOnce(key: string, token: string): Promise<SignedIn | undefined> {
    const underWay = asking.get(key)
    if (underWay?.since === forgotten) return underWay.answer
    const answer = ask(key, token).finally(() => {
      if (asking.get(key)?.answer === answer) asking.delete(key)
    })
    asking.set(key, { since: forgotten, answer })
    return answer
  }

  async function ask(key: string, token: string): Promise<SignedIn | undefined> {
    const before = forgotten
    const signedIn = await findSignedIn(dependencies, token)
    if (signedIn !== undefined && forgotten === before) {
      if (known.size >= keptAtMost) known.clear()
      known.set(key, { signedIn, until: performance.now() + believedForMs })
    }
    return signedIn
  }

  return {
    find(token) {
      const key = hash('sha256', token)
      const found = known.get(key)
      const isOver =
        found === undefined ||
        found.until < performance.now() ||
        Temporal.Instant.compare(found.signedIn.viewer.sessionExpiresAt, dependencies.clock.now()) <= 0
      if (!isOver) return found.signedIn
      known.delete(key)
      return askOnce(key, token)
    },
    use(token, signedIn) {
      if (!isUseNoted(signedIn.use, dependencies.clock.now())) return undefined
      // What is known says that it was not used for long: whoever asks next is to read it anew.
      forgotten += 1
      known.delete(hash('sha256', token))
      return noteSessionUse(dependencies, signedIn)
    },
  }
}
