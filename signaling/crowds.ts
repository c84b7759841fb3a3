import { AppError } from './errors.ts'

/**
 * Commands of each kind that are worked on at once: fewer than requests have connections for (`db/limits.ts`). Guests, whom a link alone
 * makes, have two, and two more while it is looked at who they are.
 */
const atOnce = { answering: 5, telling: 5, booking: 5, visiting: 2, knowing: 2 } as const

type Kind = keyof typeof atOnce

/** Milliseconds for which a command waits for its turn: a page gives it fifteen seconds. */
export const patienceMs = 12_000

interface Command {
  /** What it is about, while it waits and while it is worked on: see `inHand`. */
  readonly about?: string
  /** It is for somebody who can't wait, and comes before all others of its kind. */
  readonly urgent?: boolean
}

/**
 * Runs a command that hundreds of people give in the same seconds, a few at a time in the order of asking: whoever wants something else
 * meanwhile, tells of an emergency while five hundred answer, finds a connection that is free.
 * @param among those who share connections: the database
 * @throws databaseBusy (503) where its turn does not come in time
 */
export async function inCrowd<Result>(
  among: object,
  kind: Kind,
  work: () => Promise<Result>,
  { about, urgent = false }: Command = {},
): Promise<Result> {
  const crowd = crowdOf(among, kind)
  const note = { kind, about }
  notes.add(note)
  try {
    await crowd.takeTurn(urgent)
    try {
      return await work()
    } finally {
      crowd.endTurn()
    }
  } finally {
    notes.delete(note)
  }
}

const notes = new Set<{ readonly kind: Kind; readonly about: string | undefined }>()

/** What those commands of this kind are about that wait for their turn in this process, or have it: ids. */
export function inHand(kind: Kind): string[] {
  return [
    ...new Set([...notes].flatMap((note) => (note.kind === kind && note.about !== undefined ? [note.about] : []))),
  ]
}

const crowdsOf = new WeakMap<object, Map<Kind, Crowd>>()

function crowdOf(among: object, kind: Kind): Crowd {
  const crowds = crowdsOf.get(among) ?? new Map<Kind, Crowd>()
  crowdsOf.set(among, crowds)
  const crowd = crowds.get(kind) ?? new Crowd(atOnce[kind])
  crowds.set(kind, crowd)
  return crowd
}

class Crowd {
  readonly #atOnce: number
  #underWay = 0
  readonly #urgent = new Set<() => void>()
  readonly #waiting = new Set<() => void>()

  constructor(most: number) {
    this.#atOnce = most
  }

  takeTurn(urgent: boolean): Promise<void> | undefined {
    if (this.#underWay < this.#atOnce) {
      this.#underWay += 1
      return undefined
    }
    const line = urgent ? this.#urgent : this.#waiting
    return new Promise<void>((resolve, reject) => {
      const begin = (): void => {
        clearTimeout(giveUp)
        line.delete(begin)
        resolve()
      }
      const giveUp = setTimeout(() => {
        line.delete(begin)
        reject(new AppError(503, 'databaseBusy'))
      }, patienceMs).unref()
      line.add(begin)
    })
  }

  /** Passes it on to whoever can't wait, then to whoever has waited longest. */
  endTurn(): void {
    const [next] = this.#urgent.size > 0 ? this.#urgent : this.#waiting
    if (next === undefined) this.#underWay -= 1
    else next()
  }
}
