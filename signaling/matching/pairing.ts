/** Whoever is to be paired with a doctor. */
export interface Seeker {
  /** The ids of all who may take them. Shared by seekers who are alike, so that a search goes through it once for all. */
  readonly mayTake: readonly string[]
}

/**
 * A matching of seekers to doctors that grows by augmenting paths: whoever is seated stays seated, if with another doctor.
 * First all are seated, then each is settled with the best doctor that is left.
 *
 * A search goes breadth first, without recursion, and through each shared list once: it costs the lists' lengths together,
 * not seekers × doctors. What a search has gone through in vain while seating stays full (no path leads out of it, and
 * nobody in it is ever unseated), so that no later one enters it again.
 */
export class Pairing {
  readonly #seekerOf = new Map<string, Seeker>()
  readonly #doctorOf = new Map<Seeker, string>()
  /** For each shared list, where its first free doctor stands. While seekers are given seats it only moves on. */
  readonly #firstLeft = new Map<readonly string[], number>()
  #full = new Search()
  readonly #settled = new Set<string>()

  get size(): number {
    return this.#seekerOf.size
  }

  /** Whether a doctor could be found, moving others to doctors who may take them as well. All are seated before any is settled. */
  seat(seeker: Seeker): boolean {
    if (this.#full.lists.has(seeker.mayTake)) return false
    const search = new Search()
    const found = this.#search(seeker, search, (list) => this.#nextLeft(list))
    if (!found) this.#full.add(search)
    return found
  }

  /**
   * Gives somebody who is seated, for good, the best doctor with whom all others can stay seated.
   * @param best the ids of all who may take them, best first
   * @returns that doctor's id; undefined for whoever is not seated
   */
  settle(seeker: Seeker, best: readonly string[]): string | undefined {
    // To settle somebody frees a doctor, also among those who were full.
    this.#full = new Search()
    const own = this.#doctorOf.get(seeker)
    if (own === undefined) return undefined
    // One for all the doctors tried: what led nowhere for a better one leads nowhere for the next.
    const search = new Search()
    for (const doctor of best) {
      if (this.#settled.has(doctor) || search.doctors.has(doctor)) continue
      const holder = this.#seekerOf.get(doctor)
      if (holder !== seeker) {
        search.doctors.set(doctor, seeker)
        this.#seekerOf.delete(own)
        if (holder !== undefined && !this.#search(holder, search, (list) => this.#findLeft(list))) {
          this.#seekerOf.set(own, seeker)
          continue
        }
        this.#pair(seeker, doctor)
      }
      this.#settled.add(doctor)
      return doctor
    }
    return undefined
  }

  /** Looks for a way from the seeker to a doctor whom nobody has, and moves everybody on it by one. */
  #search(from: Seeker, search: Search, findLeft: (list: readonly string[]) => string | undefined): boolean {
    const asking = [from]
    for (const seeker of asking) {
      const list = seeker.mayTake
      if (search.lists.has(list) || this.#full.lists.has(list)) continue
      search.lists.add(list)
      const left = findLeft(list)
      if (left !== undefined) {
        search.doctors.set(left, seeker)
        this.#moveAlong(from, left, search)
        return true
      }
      for (const doctor of list) {
        if (search.doctors.has(doctor) || this.#full.doctors.has(doctor) || this.#settled.has(doctor)) continue
        search.doctors.set(doctor, seeker)
        const holder = this.#seekerOf.get(doctor)
        if (holder !== undefined) asking.push(holder)
      }
    }
    return false
  }

  #moveAlong(from: Seeker, left: string, { doctors }: Search): void {
    let doctor: string | undefined = left
    while (doctor !== undefined) {
      const seeker: Seeker | undefined = doctors.get(doctor)
      if (seeker === undefined) return
      const before = this.#doctorOf.get(seeker)
      this.#pair(seeker, doctor)
      doctor = seeker === from ? undefined : before
    }
  }

  #findLeft(list: readonly string[]): string | undefined {
    return list.find((doctor) => !this.#seekerOf.has(doctor))
  }

  /** The same while seating, from where it last was. */
  #nextLeft(list: readonly string[]): string | undefined {
    for (let at = this.#firstLeft.get(list) ?? 0; at < list.length; at += 1) {
      const doctor = list[at]
      if (doctor === undefined || this.#seekerOf.has(doctor)) continue
      this.#firstLeft.set(list, at)
      return doctor
    }
    this.#firstLeft.set(list, list.length)
    return undefined
  }

  #pair(seeker: Seeker, doctor: string): void {
    this.#seekerOf.set(doctor, seeker)
    this.#doctorOf.set(seeker, doctor)
  }
}

/** What a search has gone through. */
class Search {
  /** Doctor → who asked for them. */
  readonly doctors = new Map<string, Seeker>()
  readonly lists = new Set<readonly string[]>()

  add(other: Search): void {
    for (const [doctor, seeker] of other.doctors) this.doctors.set(doctor, seeker)
    for (const list of other.lists) this.lists.add(list)
  }
}
