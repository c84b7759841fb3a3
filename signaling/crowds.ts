import { AppError } from './errors.ts'

/** Commands of one kind that are worked on at once: fewer than requests have connections for (`db/limits.ts`). */
const atOnce = 5
/** Milliseconds for which a command waits for its turn: a page gives it fifteen seconds. */
const patience = 10_000

type Kind = 'answering' | 'telling'

/**
 * Runs a command that hundreds of people give in the same seconds, a few at a time in the order of asking: whoever wants something else
 * meanwhile, tells of an emergency while five hundred answer, finds a connection that is free.
 * @param among those who share connections: the database
 * @throws databaseBusy (503) where its turn does not come in time
 */
export async function inCrowd<Result>(among: object, kind: Kind, work: () => Promise<Result>): Promise<Result> {
  const crowds = crowdsOf.get(among) ?? { answering: new Crowd(), telling: new Crowd() }
  crowdsOf.set(among, crowds)
  const crowd = crowds[kind]
  await crowd.takeTurn()
  try {
    return await work()
  } finally {
    crowd.endTurn()
  }
}

const crowdsOf = new WeakMap<object, Readonly<Record<Kind, Crowd>>>()

class Crowd {
  #underWay = 0
  readonly #waiting = new Set<() => void>()

  takeTurn(): Promise<void> | undefined {
    if (this.#underWay < atOnce) {
      this.#underWay += 1
      return undefined
    }
    return new Promise<void>((resolve, reject) => {
      const begin = (): void => {
        clearTimeout(giveUp)
        this.#waiting.delete(begin)
        resolve()
      }
      const giveUp = setTimeout(() => {
        this.#waiting.delete(begin)
        reject(new AppError(503, 'databaseBusy'))
      }, patience).unref()
      this.#waiting.add(begin)
    })
  }

  /** Passes it on to whoever has waited longest. */
  endTurn(): void {
    const [next] = this.#waiting
    if (next === undefined) this.#underWay -= 1
    else next()
  }
}
