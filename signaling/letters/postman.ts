import type { Dependencies } from '../dependencies.ts'
import type { TopicListener } from '../live/outbox.ts'
import { startRounds } from '../rounds.ts'
import type { Letter } from './mail.ts'
import { connections } from './mail-smtp.ts'
import { type LetterKind, nextTry } from './rules.ts'
import { lettersTopic } from './service.ts'
import { claimLetters, deleteLetter, type DueLetter, keepClaimed, putOffLetter } from './store.ts'

/**
 * Writes one kind of letter from what is true now; undefined where there is no more use in it.
 * @param about the id of what it tells of
 */
export type LetterWriter = (
  dependencies: Dependencies,
  letter: { readonly about: string; readonly happenedAt: Temporal.Instant },
) => Promise<Letter | undefined>

export type LetterWriters = Readonly<Record<LetterKind, LetterWriter>>

/** Nobody commits anything when a pause between two tries ends. */
const pollMs = 2_000
/** Fewer than there are connections to the mail server: a code, for which somebody waits at the screen, finds one free. */
const atOnce = connections - 2
/** A process that ends in the middle of sending leaves its letters to the others after so long. Several rounds long. */
const claimedFor = { seconds: 30 }
const stopWithinMs = 5_000

export interface Postman {
  /** Sends at once all that is due, and resolves when each has gone or failed. */
  deliver(): Promise<void>
  /** Begins no more; what is under way has some seconds to end. */
  stop(): Promise<void>
}

/**
 * Sends the letters that transactions have left, as soon as they commit; every process runs one. A letter that fails is tried
 * again after growing pauses, until it has gone, its writer sees no more use in it, or a day has passed. While it is being
 * sent nobody else sends it, however long the far end takes.
 */
export function startPostman(dependencies: Dependencies, writers: LetterWriters): Postman {
  const { db, clock, log, outbox } = dependencies
  const underWay = new Set<Promise<void>>()
  /** Claimed and not answered yet: their claims are renewed. */
  const held = new Set<string>()
  /** Taken by the mail server, with a row that could not be deleted yet. */
  const gone = new Set<string>()
  let renewing: Promise<unknown> = Promise.resolve()
  let claiming: Promise<void> | undefined
  let again = false
  let stopped = false

  async function send(due: DueLetter): Promise<void> {
    const { id, kind, tries } = due
    try {
      const letter = gone.has(id) ? undefined : await writers[kind](dependencies, due)
      if (letter !== undefined) await dependencies.mail.send({ ...letter, id })
      gone.add(id)
      held.delete(id)
      await deleteLetter(db, id)
      gone.delete(id)
    } catch (error) {
      held.delete(id)
      // A renewal that is under way would put it off for longer.
      await renewing.catch(() => undefined)
      const next = nextTry({ askedAt: due.askedAt, failures: tries + 1 }, clock.now())
      log.warn(
        { err: error, letterId: id, kind, tries: tries + 1, next: next?.toString() },
        'a letter could not be sent',
      )
      if (next === undefined) await deleteLetter(db, id)
      else await putOffLetter(db, id, next)
    }
  }

  async function claim(): Promise<void> {
    const now = clock.now()
    const until = now.add(claimedFor)
    if (held.size > 0) await (renewing = keepClaimed(db, [...held], until))
    const limit = atOnce - underWay.size
    if (limit === 0) return
    const due = await claimLetters(db, { now, until, limit })
    for (const letter of due) {
      held.add(letter.id)
      const sending = send(letter)
        .catch((error: unknown) => log.error({ err: error, letterId: letter.id }, 'a letter could not be looked after'))
        .finally(() => {
          held.delete(letter.id)
          underWay.delete(sending)
          // There may be more than were claimed.
          if (due.length === limit) void round()
        })
      underWay.add(sending)
    }
  }

  /** One at a time; a wake in the middle makes it look once more. */
  function round(): Promise<void> {
    again = true
    claiming ??= (async () => {
      while (again && !stopped) {
        again = false
        try {
          await claim()
        } catch (error) {
          log.error({ err: error }, 'letters could not be read; trying again')
        }
      }
      claiming = undefined
    })()
    return claiming
  }

  const listen: TopicListener = (changed) => {
    if (changed === 'reset' || changed.has(lettersTopic)) void round()
  }
  const unsubscribe = outbox.onTopics(listen)
  const poll = startRounds(pollMs, round, () => undefined)

  return {
    async deliver() {
      for (await round(); underWay.size > 0; await round()) await Promise.all(underWay)
    },
    async stop() {
      stopped = true
      unsubscribe()
      await Promise.all([poll.stop(), claiming])
      const late = new Promise<void>((resolve) => setTimeout(resolve, stopWithinMs).unref())
      await Promise.race([Promise.all(underWay), late])
    },
  }
}
