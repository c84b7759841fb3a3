import type { Viewer } from '../access.ts'
import type { Dependencies } from '../dependencies.ts'
import { jittered } from '../rounds.ts'
import { closeCode } from '../vocabulary.ts'

/** One client's end of a socket, as the hub needs it. */
export interface Line {
  readonly viewer: Viewer
  /** Text of a frame; one buffer may go to many lines. */
  send(frame: Buffer): void
  close(code: number, reason: string): void
}

/** Those of these sessions that are over; a guest's is their seat. */
export type FindEndedSessions = (sessionIds: readonly string[]) => Promise<readonly string[]>

export interface Watching {
  /** What it watches: whoever goes is looked for there and nowhere else. */
  readonly names: Set<string>
  /** The same for all lines to which a personal topic looks the same. */
  readonly whose: string
}

/** Sessions looked at in one query. */
const sessionsAtOnce = 1_000
const lookAgainMs = 1_000

/** The lines of this process, by the sessions with which they end and by the accounts whose pages they are. */
export class OpenLines {
  readonly #log: Dependencies['log']
  readonly #findEndedSessions: FindEndedSessions
  readonly #lines = new Map<Line, Watching>()
  readonly #ofSession = new Map<string, Set<Line>>()
  readonly #ofAccount = new Map<string, Set<Line>>()
  #looking: NodeJS.Timeout | undefined
  #closed = false

  constructor({ log }: Pick<Dependencies, 'log'>, findEndedSessions: FindEndedSessions) {
    this.#log = log
    this.#findEndedSessions = findEndedSessions
  }

  add(line: Line): void {
    this.#lines.set(line, { names: new Set(), whose: whoseLooks(line.viewer) })
    addTo(this.#ofSession, sessionOf(line.viewer), line)
    addTo(this.#ofAccount, accountOf(line.viewer), line)
  }

  delete(line: Line): void {
    this.#lines.delete(line)
    deleteFrom(this.#ofSession, sessionOf(line.viewer), line)
    deleteFrom(this.#ofAccount, accountOf(line.viewer), line)
  }

  /** Undefined once it is gone. */
  find(line: Line): Watching | undefined {
    return this.#lines.get(line)
  }

  hasAccount(accountId: string): boolean {
    return this.#ofAccount.has(accountId)
  }

  /** Closes the lines of a session that is over. */
  endSession(sessionId: string): void {
    for (const line of this.#ofSession.get(sessionId) ?? []) line.close(closeCode.signedOut, 'signed out')
  }

  /** Closes the lines of all sessions that are over, for when that may not have been announced. */
  async lookAtSessions(): Promise<void> {
    const open = [...this.#ofSession.keys()]
    while (open.length > 0 && !this.#closed) {
      for (const ended of await this.#findEndedSessions(open.splice(0, sessionsAtOnce))) this.endSession(ended)
    }
  }

  /** Does so in the background, again and again until it has gone well. */
  lookUntilSeen(): void {
    this.lookAtSessions().catch((error: unknown) => {
      if (this.#closed) return
      this.#log.warn({ err: error }, 'open sessions could not be looked at; trying again')
      clearTimeout(this.#looking)
      this.#looking = setTimeout(() => this.lookUntilSeen(), jittered(lookAgainMs))
    })
  }

  close(): void {
    this.#closed = true
    clearTimeout(this.#looking)
    for (const line of this.#lines.keys()) line.close(closeCode.goingAway, 'restarting')
  }
}

function addTo(lines: Map<string, Set<Line>>, key: string | undefined, line: Line): void {
  if (key === undefined) return
  const those = lines.get(key)
  if (those === undefined) lines.set(key, new Set([line]))
  else those.add(line)
}

function deleteFrom(lines: Map<string, Set<Line>>, key: string | undefined, line: Line): void {
  if (key === undefined) return
  const those = lines.get(key)
  those?.delete(line)
  if (those?.size === 0) lines.delete(key)
}

/** What ends with `session:ID`: a session, or a guest's seat; undefined for a guest who has not knocked, and is shown nothing. */
function sessionOf(viewer: Viewer): string | undefined {
  return viewer.role === 'guest' ? viewer.seatId : viewer.sessionId
}

function accountOf(viewer: Viewer): string | undefined {
  return viewer.role === 'guest' ? undefined : viewer.accountId
}

/** All that a personal topic may look at in its viewer: the sessions of one account see the same. */
function whoseLooks(viewer: Viewer): string {
  return JSON.stringify({ ...viewer, sessionId: undefined, sessionExpiresAt: undefined })
}
