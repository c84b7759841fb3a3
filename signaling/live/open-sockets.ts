/** Sockets at once. A page holds one: this many are more windows than anybody looks at, and as many people as share an address. */
export interface SocketLimits {
  readonly perPerson: number
  readonly perAddress: number
}

export const usualSockets: SocketLimits = { perPerson: 20, perAddress: 500 }

/** How many sockets of this process are open, by whose they are and by where they come from. */
export class OpenSockets {
  readonly #limits: SocketLimits
  readonly #counts = new Map<string, number>()

  constructor(limits: SocketLimits) {
    this.#limits = limits
  }

  /** Counts one more, until what is returned is called; undefined where there would be too many. */
  take(person: string, address: string): (() => void) | undefined {
    const kept = [
      { key: `person ${person}`, limit: this.#limits.perPerson },
      { key: `address ${address}`, limit: this.#limits.perAddress },
    ]
    if (kept.some(({ key, limit }) => (this.#counts.get(key) ?? 0) >= limit)) return undefined
    for (const { key } of kept) this.#counts.set(key, (this.#counts.get(key) ?? 0) + 1)
    return () => {
      for (const { key } of kept) {
        const left = (this.#counts.get(key) ?? 1) - 1
        if (left > 0) this.#counts.set(key, left)
        else this.#counts.delete(key)
      }
    }
  }
}
