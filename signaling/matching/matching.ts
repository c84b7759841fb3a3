import type { Changing, Dependencies, Reading, Sweeping } from '../dependencies.ts'
import type { Specialty, SpokenLanguage } from '../shapes.ts'
import { inSlices } from '../slices.ts'
import { queues } from '../vocabulary.ts'
import { type DoctorOnDuty, hasTimeFor, serves } from '../waiting-room/rules/eligibility.ts'
import {
  type Demand,
  type Demands,
  findCandidates,
  findDoctorsOnDuty,
  findOnlookers,
  type StandInDemand,
} from '../waiting-room/reading.ts'
import { noteStuck } from '../waiting-room/stuck.ts'
import { agesSeen } from '../waiting-room/rules/widening.ts'
import { callByRules, type Decision, type Match } from './committing.ts'
import { InVain } from './in-vain.ts'
import { findHistory } from './matching-store.ts'
import { planMatches } from './plan.ts'

/** Tickets read for each demand beyond one a doctor, for those that other doctors take first. */
const spareTickets = 16

/** Plans of which nothing came, neither a match nor a pair to leave out, before the next tick has its turn. */
const replans = 5

/**
 * Pairs that share a transaction: most of what a commit costs is paid once, and nobody's call waits for more than the most of
 * these. Fewer than the fewest are not divided among the commits that go on at once.
 */
const pairsACommit = { fewest: 16, most: 64 }

interface Planned {
  readonly plan: readonly Decision[]
  /** How many doctors could have been given somebody. */
  readonly free: number
}

/**
 * Reads who is free and who waits, both as of one moment, and decides who is to meet whom, best first. Read one after the
 * other, with a match committed in between, there would seem to be more doctors than tickets before them, and somebody from
 * further behind would be called. Nothing is locked: each pair is claimed afterwards, and whatever has changed by then makes
 * it a lost race.
 * @param inVain pairs that are not to be tried, and doctors who are not
 */
export async function planNow({ db, clock }: Reading, inVain = new InVain()): Promise<Planned> {
  const now = clock.now()
  const oneMoment = db.transaction().setIsolationLevel('repeatable read').setAccessMode('read only')
  const read = await oneMoment.execute(async (trx) => {
    const free = (await findDoctorsOnDuty(trx, now)).filter((doctor) => doctor.free && !inVain.rests(doctor))
    if (free.length === 0) return undefined
    const demands = demandsOf(free, now, spareTickets + inVain.size)
    const tickets = await findCandidates(trx, demands, now)
    if (tickets.length === 0) return undefined
    const history = await findHistory(trx, tickets, demands.expertIds)
    return { free, tickets, history, seenBy: await findOnlookers(trx, now) }
  })
  if (read === undefined) return { plan: [], free: 0 }
  // Nothing is decided inside the transaction: idle for as long as that takes, it would be ended.
  const { free, tickets, history, seenBy } = read
  const plan = await inSlices(planMatches(tickets, free, history, now, inVain))
  return { plan: plan.map((planned) => ({ ...planned, seenBy, now })), free: free.length }
}

type Counted<Some extends Demand> = Some & { limit: number }

/** What these doctors could take if they were free; those who are alike are one demand, and are looked at once. */
export function demandsOf(
  doctors: readonly Pick<DoctorOnDuty, 'expertId' | 'specialties' | 'languages' | 'shiftEndsAt'>[],
  now: Temporal.Instant,
  spare = spareTickets,
): Demands {
  const own = new Map<string, Counted<Demand>>()
  const standIn = new Map<string, Counted<StandInDemand>>()
  const alike = new Map<string, readonly Counted<Demand>[]>()
  for (const doctor of doctors) {
    const languages = doctor.languages.map(({ language }) => language).toSorted()
    const kind = [...doctor.specialties, ...languages].join(' ')
    const known = alike.get(kind) ?? demandsOfKind(doctor.specialties, languages)
    alike.set(kind, known)
    for (const demand of known) if (hasTimeFor(demand.queue, doctor, now)) demand.limit += 1
  }

  function demandsOfKind(
    specialties: readonly Specialty[],
    languages: readonly SpokenLanguage[],
  ): readonly Counted<Demand>[] {
    const spoken = languages.join(' ')
    return queues.flatMap((queue) => {
      const demand = { queue, languages, limit: spare }
      if (serves({ specialties }, queue)) return [getOrAdd(own, `${queue} ${spoken}`, demand)]
      return (['emergency', 'urgent'] as const).flatMap((urgency) =>
        agesSeen(queue, urgency, specialties).map((grownUp) => {
          const key = `${queue} ${urgency} ${String(grownUp)} ${spoken}`
          return getOrAdd(standIn, key, { ...demand, urgency, grownUp })
        }),
      )
    })
  }

  const isWanted = ({ limit }: Demand): boolean => limit > spare
  return {
    own: [...own.values()].filter(isWanted),
    standIn: [...standIn.values()].filter(isWanted),
    expertIds: doctors.map(({ expertId }) => expertId),
  }
}

function getOrAdd<Value>(values: Map<string, Value>, key: string, value: Value): Value {
  const known = values.get(key) ?? value
  values.set(key, known)
  return known
}

/**
 * Matches the first ticket that can be matched with the doctor who suits best, in one short transaction.
 * @returns undefined when nobody who waits can be seen by anybody who is free
 */
export async function matchOnce(dependencies: Changing): Promise<Match | undefined> {
  for (let round = 0; round < replans; round += 1) {
    const { plan } = await planNow(dependencies)
    if (plan.length === 0) return undefined
    for (const decision of plan) {
      const [match] = await callByRules(dependencies, [decision])
      if (match !== undefined) return match
    }
  }
  return undefined
}

/**
 * Matches everybody who can be matched now, some pairs a commit and several commits at a time. A pair that can't be
 * committed is left out for the rest of the tick: it is logged, shown to the coordinators, and keeps nobody else from being
 * matched. A doctor whom somebody has in hand for a moment waits with the patient who stands first for the next tick.
 * @param inVain kept by the caller from tick to tick
 * @returns those who are being called
 */
export async function matchAll(dependencies: Sweeping, atOnce: number, inVain = new InVain()): Promise<Match[]> {
  const made: Match[] = []
  inVain.beginTick(dependencies.clock.now())
  for (let idle = 0; idle < replans;) {
    const { plan, free } = await planNow(dependencies, inVain)
    if (plan.length === 0) {
      if (inVain.tryEarlier()) continue
      break
    }
    const [madeBefore, before] = [made.length, made.length + inVain.size]
    const { fewest, most } = pairsACommit
    const size = Math.min(most, Math.max(fewest, Math.ceil(plan.length / atOnce)))
    const commits = inGroups(plan, size).values()
    const commitNext = async (): Promise<void> => {
      for (const pairs of commits) {
        made.push(...(await commitPairs(dependencies, pairs, inVain)))
      }
    }
    // One iterator, several takers: each group is committed by whoever is next.
    await Promise.all(Array.from({ length: atOnce }, commitNext))
    // Nobody is left to plan for. Whoever comes free meanwhile is announced, and wakes the next tick.
    if (made.length - madeBefore === free) break
    if (made.length + inVain.size === before) idle += 1
  }
  await noteStuck(dependencies, inVain.ticketIds)
  return made
}

/** Never throws. What fails together is tried pair by pair, so that one which can't be committed is alone in that. */
async function commitPairs(
  dependencies: Pick<Dependencies, 'db' | 'outbox' | 'log'>,
  pairs: readonly Decision[],
  inVain: InVain,
): Promise<Match[]> {
  try {
    const matches = await callByRules(dependencies, pairs)
    const called = new Set(matches.map(({ ticketId }) => ticketId))
    for (const pair of pairs) if (!called.has(pair.ticket.ticketId)) inVain.addLost(pair, pair.now)
    return matches
  } catch (error) {
    if (pairs.length > 1) {
      const alone = []
      for (const pair of pairs) alone.push(...(await commitPairs(dependencies, [pair], inVain)))
      return alone
    }
    for (const pair of pairs) inVain.addRefused(pair)
    dependencies.log.error({ err: error, ticketId: pairs[0]?.ticket.ticketId }, 'a match could not be committed')
    return []
  }
}

function inGroups<Item>(items: readonly Item[], size: number): Item[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, group) =>
    items.slice(group * size, (group + 1) * size),
  )
}
