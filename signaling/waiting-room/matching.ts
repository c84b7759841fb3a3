import type { Dependencies } from '../dependencies.ts'
import { callByRules, type Decision, type Match } from './calling.ts'
import { findDoctorsOnDuty, findOnlookers } from './duty-store.ts'
import { type DoctorOnDuty, hasTimeFor, queuesServedBy } from './eligibility.ts'
import { type Demand, findCandidates, findHistory } from './matching-store.ts'
import { planMatches } from './plan.ts'

/** Tickets read for each demand beyond one a doctor, for those that other doctors take first. */
const spareTickets = 16

/** A plan whose every pair was lost to others is made anew this many times before the next tick has its turn. */
const replans = 5

type Standing = Pick<Dependencies, 'db' | 'clock'>

/**
 * Reads who is free and who waits, and decides who is to meet whom, best first. Nothing is locked: each pair is claimed by
 * itself afterwards, and whatever has changed by then makes it a lost race.
 */
export async function planNow({ db, clock }: Standing): Promise<Decision[]> {
  const now = clock.now()
  const free = (await findDoctorsOnDuty(db, now)).filter((doctor) => doctor.free)
  if (free.length === 0) return []
  const freeIds = free.map(({ expertId }) => expertId)
  const tickets = await findCandidates(db, demandsOf(free, now), freeIds, now)
  const [history, seenBy] = await Promise.all([findHistory(db, tickets, freeIds), findOnlookers(db, now)])
  return planMatches(tickets, free, history, now).map((planned) => ({ ...planned, seenBy, now }))
}

/** What the free doctors could take; those who are alike are one demand. */
export function demandsOf(free: readonly DoctorOnDuty[], now: Temporal.Instant): Demand[] {
  const demands = new Map<string, Demand>()
  for (const doctor of free) {
    const languages = doctor.languages.map(({ language }) => language).toSorted()
    for (const queue of queuesServedBy(doctor.specialties)) {
      if (!hasTimeFor(queue, doctor, now)) continue
      const key = `${queue} ${languages.join(' ')}`
      const limit = (demands.get(key)?.limit ?? spareTickets) + 1
      demands.set(key, { queue, languages, limit })
    }
  }
  return [...demands.values()]
}

/**
 * Matches the first ticket that can be matched with the doctor who suits best, in one short transaction.
 * @returns undefined when nobody who waits can be seen by anybody who is free
 */
export async function matchOnce(
  dependencies: Pick<Dependencies, 'db' | 'outbox' | 'clock'>,
): Promise<Match | undefined> {
  for (let round = 0; round < replans; round += 1) {
    const plan = await planNow(dependencies)
    if (plan.length === 0) return undefined
    for (const decision of plan) {
      const match = await callByRules(dependencies, decision)
      if (match !== undefined) return match
    }
  }
  return undefined
}

/**
 * Matches everybody who can be matched now, several commits at a time. A pair that fails is logged and keeps no other from
 * being matched.
 * @param onMatch is called after each commit
 * @returns how many matches were made
 */
export async function matchAll(
  dependencies: Pick<Dependencies, 'db' | 'outbox' | 'clock' | 'log'>,
  atOnce: number,
  onMatch: (match: Match) => void,
): Promise<number> {
  let made = 0
  for (let lost = 0; lost < replans;) {
    const plan = await planNow(dependencies)
    if (plan.length === 0) return made
    const madeBefore = made
    const pairs = plan.values()
    const commitNext = async (): Promise<void> => {
      for (const decision of pairs) {
        try {
          const match = await callByRules(dependencies, decision)
          if (match === undefined) continue
          made += 1
          onMatch(match)
        } catch (error) {
          dependencies.log.error({ err: error, ticketId: decision.ticket.ticketId }, 'a match could not be committed')
        }
      }
    }
    // One iterator, several takers: each pair is committed by whoever is next.
    await Promise.all(Array.from({ length: Math.min(atOnce, plan.length) }, commitNext))
    if (made === madeBefore) lost += 1
  }
  return made
}
