/** What a load is for: a topic that looks the same to all, somebody's change, or somebody's first look. */
export type Lane = 'shared' | 'change' | 'snapshot'

type Load = () => Promise<void>

interface Waiting {
  /** By whose they are, in the order in which these have their turns; each one's own in the order of asking. */
  readonly turns: Map<string, Load[]>
  underWay: number
}

/** Loads at once of a process; more would only queue up for the pool's connections. */
const loadsAtOnce = 6

/**
 * Loads, some at a time and in turn. Between the lanes: whichever has the fewest under way, so that neither a crowd that
 * returns nor slow shared topics hold up what changes for somebody. Within a lane: one load of each in turn, so that nobody
 * who asks for much is served before everybody has been.
 */
export class Loads {
  readonly #lanes: Readonly<Record<Lane, Waiting>> = {
    shared: { turns: new Map(), underWay: 0 },
    change: { turns: new Map(), underWay: 0 },
    snapshot: { turns: new Map(), underWay: 0 },
  }
  #underWay = 0

  /** Runs `load` when its turn comes; it must not throw. */
  add(lane: Lane, whose: string, load: Load): void {
    const { turns } = this.#lanes[lane]
    const own = turns.get(whose)
    if (own === undefined) turns.set(whose, [load])
    else own.push(load)
    this.#begin()
  }

  /** What has not begun never does. */
  clear(): void {
    for (const { turns } of Object.values(this.#lanes)) turns.clear()
  }

  #begin(): void {
    while (this.#underWay < loadsAtOnce) {
      const lane = this.#next()
      if (lane === undefined) return
      this.#underWay += 1
      lane.underWay += 1
      void takeTurn(lane)().finally(() => {
        this.#underWay -= 1
        lane.underWay -= 1
        this.#begin()
      })
    }
  }

  #next(): Waiting | undefined {
    let best: Waiting | undefined
    for (const lane of Object.values(this.#lanes)) {
      if (lane.turns.size > 0 && (best === undefined || lane.underWay < best.underWay)) best = lane
    }
    return best
  }
}

/** The next load of a lane that has some. Whoever has more goes to the end. */
function takeTurn({ turns }: Waiting): Load {
  const [whose, own] = turns.entries().next().value ?? ['', []]
  const load = own.shift()
  turns.delete(whose)
  if (own.length > 0) turns.set(whose, own)
  return load ?? (() => Promise.resolve())
}
