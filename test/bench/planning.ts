import { setImmediate } from 'node:timers/promises'
import { InVain } from '../../signaling/matching/in-vain.ts'
import { planMatches, type PlannedMatch } from '../../signaling/matching/plan.ts'
import { type History, suitability } from '../../signaling/matching/suitability.ts'
import type { Specialty, SpokenLanguage } from '../../signaling/shapes.ts'
import { inSlices } from '../../signaling/slices.ts'
import { proficiencies, specialties, spokenLanguages } from '../../signaling/vocabulary.ts'
import { type DoctorOnDuty, mayMeet, type WaitingTicket } from '../../signaling/waiting-room/rules/eligibility.ts'
import { compareDoctors, compareTickets, type Suitability } from '../../signaling/waiting-room/rules/order.ts'
import { doctor, minutesAgo, now, ticket } from '../waiting-room/facts.ts'
import { figureOf, type Finding, type Row } from './compare.ts'

const COUNT = 2_000
const ROUNDS = 5

interface Kind {
  readonly specialty: Specialty
  readonly language: SpokenLanguage
}

interface Scene {
  readonly name: string
  readonly tickets: readonly WaitingTicket[]
  readonly doctors: readonly DoctorOnDuty[]
  readonly history: History
}

const manyKinds = specialties
  .slice(0, 4)
  .flatMap((specialty) => spokenLanguages.slice(0, 5).map((language) => ({ specialty, language })))

/** A plan for thousands as the server makes it, in slices between which others have their turn; and that it is the right one. */
export async function benchPlanning(): Promise<Finding> {
  const rows = [
    ...(await measure(sceneOf('of one specialty and language', [{ specialty: 'generalPractice', language: 'cmn' }]))),
    ...(await measure(sceneOf(`of ${manyKinds.length} kinds`, manyKinds))),
  ]
  const note = 'planning: each plan is the same as by looking at each doctor; a slice is for how long nobody had a turn'
  return { rows, note }
}

async function measure(scene: Scene): Promise<Row[]> {
  const expected = planByLookingAtEach(scene)
  const wholes: number[] = []
  const slices: number[] = []
  for (let round = 0; round <= ROUNDS; round++) {
    const { plan, ms, longestMs } = await planAmongOthers(scene)
    const isSame =
      plan.length === expected.size &&
      plan.every((match) => expected.get(match.ticket.ticketId) === match.doctor.expertId)
    if (!isSame) throw new Error(`another plan than by looking at each: ${plan.length} of ${expected.size} matches`)
    // The first one is thrown away.
    if (round === 0) continue
    wholes.push(ms)
    slices.push(longestMs)
  }
  const name = `planning for ${COUNT.toLocaleString('en')} free and as many waiting, ${scene.name}`
  return [
    figureOf({ name: `${name}, in all`, unit: 'ms', aim: 100 }, wholes),
    figureOf({ name: `${name}, the longest slice`, unit: 'ms', aim: 20 }, slices),
  ]
}

function sceneOf(name: string, kinds: readonly Kind[]): Scene {
  const kindAt = (index: number): Kind => {
    const kind = kinds[index % kinds.length]
    if (kind === undefined) throw new Error('no kinds')
    return kind
  }
  const ids = Array.from({ length: COUNT }, (_, index) => index)
  const tickets = ids.map((id) => {
    // Of some kinds more wait than there are doctors, and of others fewer.
    const { specialty, language } = kindAt(Math.floor(Math.sqrt(id)))
    return ticket({ id, queue: specialty, languages: [language], arrivedAt: minutesAgo((id * 7) % 300) })
  })
  const doctors = ids.map((id) => {
    const { specialty, language } = kindAt(id)
    const turn = Math.floor(id / kinds.length)
    const proficiency = proficiencies[turn % proficiencies.length] ?? 'native'
    const idleSince = minutesAgo((id * 13) % 200)
    const languages = [{ language, proficiency }]
    return doctor({ id, specialties: [specialty], languages, visits: turn % 5, idleSince })
  })
  const known = ids.filter((id) => id % 10 === 0)
  const history: History = new Map(
    known.map((id): [string, Map<string, number>] => [`ticket-${id}`, new Map([[`expert-${(id * 3) % COUNT}`, 1]])]),
  )
  return { name, tickets, doctors, history }
}

/**
 * What the rules come to here: all doctors who may take a ticket may take the same ones, so that each in turn gets the best of those
 * who are left.
 */
function planByLookingAtEach({ tickets, doctors, history }: Scene): Map<string, string> {
  const left = new Map(doctors.map((one) => [one.expertId, one]))
  const plan = new Map<string, string>()
  for (const one of tickets.toSorted(compareTickets)) {
    let best: Suitability | undefined
    for (const candidate of left.values()) {
      if (!mayMeet(one, candidate, now)) continue
      const suits = suitability(one, candidate, history, now)
      if (best === undefined || compareDoctors(suits, best) < 0) best = suits
    }
    if (best === undefined) continue
    plan.set(one.ticketId, best.expertId)
    left.delete(best.expertId)
  }
  return plan
}

async function planAmongOthers({ tickets, doctors, history }: Scene): Promise<{
  readonly plan: readonly PlannedMatch[]
  readonly ms: number
  readonly longestMs: number
}> {
  const startedAt = performance.now()
  let isOver = false
  let longestMs = 0
  /** Has its turn whenever others have. */
  async function look(): Promise<void> {
    for (let before = startedAt; !isOver;) {
      await setImmediate()
      const at = performance.now()
      longestMs = Math.max(longestMs, at - before)
      before = at
    }
  }
  const looking = look()
  const plan = await inSlices(planMatches(tickets, doctors, history, now, new InVain()))
  const ms = performance.now() - startedAt
  isOver = true
  await looking
  return { plan, ms, longestMs }
}
