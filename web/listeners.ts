/** Those who want to be told when something changes. */
export class Listeners<Told extends readonly unknown[] = []> {
  readonly #all = new Set<(...told: Told) => void>()

  /** From now on, until what it returns is called; as `useSyncExternalStore` takes it. */
  readonly add = (listener: (...told: Told) => void): (() => void) => {
    this.#all.add(listener)
    return () => void this.#all.delete(listener)
  }

  readonly tell = (...told: Told): void => {
    for (const listener of this.#all) listener(...told)
  }

  get isEmpty(): boolean {
    return this.#all.size === 0
  }
}
