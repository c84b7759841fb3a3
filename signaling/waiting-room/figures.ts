import type { Reading } from '../dependencies.ts'
import { type Specialty, type SpokenLanguage, type QueueName } from '../shapes.ts'
import { specialties, spokenLanguages } from '../vocabulary.ts'
import type { Outlook, QueueDelta, QueueFigures, QueueLine, QueuePlace } from './contract.ts'
import type { PanelDoctor } from './duty-store.ts'
import { bestSharedLanguage, hasTimeFor, serves } from './rules/eligibility.ts'
import type { Step } from './rules/forecast.ts'
import { type Prospects, readProspects, readRecentProspects, type RoomLine } from './forecasting.ts'
import type { LineFacts } from './rules/lines.ts'
import { specialtyOf, standInsOf } from './rules/widening.ts'

/** A queue as all its watchers share it: loaded once a change, however many wait. */
export interface QueueView {
  readonly figures: QueueFigures
  /** Ascending. */
  readonly keys: readonly number[]
  /** Milliseconds since 1970, in the order of the keys. */
  readonly arrivals: readonly number[]
  /** By name. */
  readonly lines: ReadonlyMap<string, QueueLine>
}

export async function readQueueView(dependencies: Reading, queue: QueueName): Promise<QueueView> {
  const prospects = await readProspects(dependencies)
  const lines = prospects.lines.filter((line) => line.queue === queue)
  const places = lines
    .flatMap(({ keys, arrivals }) => keys.map((key, index) => ({ key, arrivedAt: arrivals[index] ?? 0 })))
    .toSorted((a, b) => a.key - b.key)
  const pressing = lines.filter(({ urgency }) => urgency !== 'routine')
  return {
    figures: { waiting: places.length, urgent: pressing.reduce((sum, { keys }) => sum + keys.length, 0) },
    keys: places.map(({ key }) => key),
    arrivals: places.map(({ arrivedAt }) => arrivedAt),
    lines: new Map(lines.map((line) => [line.name, describeLine(line, prospects)])),
  }
}

function describeLine(line: RoomLine, prospects: Prospects): QueueLine {
  const { doctors = 0, steps = [] } = prospects.forecast.lines.get(line) ?? {}
  return {
    line: line.name,
    doctors,
    steps: steps.map((step) => [...step]),
    nextAt: nextFor(line, prospects),
    ...(anyOnBreak(line, prospects) && { onBreak: true }),
  }
}

/** Where the holder of `key` stands; without a key, where somebody routine who came now would. */
export function placeInView({ figures, keys, arrivals, lines }: QueueView, key: number | undefined): QueuePlace {
  const ahead = key === undefined ? keys.length : lastNotAbove(keys, key - 1) + 1
  const own = key !== undefined && keys[ahead] === key ? arrivals[ahead] : undefined
  const cameLater = (arrivedAt: number) => own !== undefined && arrivedAt > own
  const aheadByUrgency = arrivals.slice(0, ahead).filter(cameLater).length
  return { key: key ?? null, figures, ahead, aheadByUrgency, lines: [...lines.values()] }
}

/** What changed for everybody at once: the keys that came and went, and the lines that move otherwise. Undefined where nothing did. */
export function deltaOfViews(previous: QueueView, next: QueueView): QueueDelta | undefined {
  const left = missingFrom(previous.keys, next.keys)
  const entered = missingFrom(next.keys, previous.keys)
  const lines = [...next.lines.values()].filter((line) => !sameLine(previous.lines.get(line.line), line))
  const same = previous.figures.waiting === next.figures.waiting && previous.figures.urgent === next.figures.urgent
  if (left.length === 0 && entered.length === 0 && lines.length === 0 && same) return undefined
  return { figures: next.figures, left, entered, lines }
}

/** What somebody who thinks of joining is told. */
export async function readOutlook(dependencies: Reading): Promise<Outlook> {
  return describeOutlook(await readProspects(dependencies))
}

/** The same for whoever asks without watching. */
export async function readRecentOutlook(dependencies: Reading): Promise<Outlook> {
  return describeOutlook(await readRecentProspects(dependencies))
}

function describeOutlook(prospects: Prospects): Outlook {
  const { waiting } = prospects
  const working = prospects.doctors.filter(({ paused }) => !paused)
  return {
    onDuty: working.length,
    onBreak: prospects.doctors.filter(isOnBreak).length,
    free: working.filter(({ free }) => free).length,
    waiting: Object.values(waiting).reduce((sum, count) => sum + count, 0),
    unsure: newcomers('triage', prospects),
    specialties: specialties.map((specialty) => ({
      specialty,
      onDuty: working.filter((doctor) => serves(doctor, specialty)).length,
      waiting: waiting[specialty] ?? 0,
      by: newcomers(specialty, prospects),
    })),
  }
}

/** By language: who speaks several is called by whoever is soonest of them. */
function newcomers(queue: QueueName, prospects: Prospects): Outlook['unsure'] {
  return spokenLanguages.flatMap((language) => {
    const facts = { ...routine, queue, languages: [language] }
    const minutes = prospects.forecast.forNewcomer(facts)
    const nextAt = nextFor(facts, prospects)
    const onBreak = anyOnBreak(facts, prospects)
    if (minutes === null && nextAt === null && !onBreak) return []
    return [{ language, minutes, nextAt, ...(onBreak && { onBreak }) }]
  })
}

const routine = { interpreterWanted: false, urgency: 'routine', birthDate: null, expertId: null } as const

/** When somebody who may take these is on shift next who is not on duty yet. */
function nextFor(line: LineFacts, { coming, at }: Prospects): string | null {
  const may = specialtiesFor(line, at)
  const spoken: ReadonlySet<SpokenLanguage> = new Set(line.languages)
  let next: Temporal.Instant | undefined
  for (const { specialty, language, startsAt } of coming) {
    if (!may.has(specialty) || !(line.interpreterWanted || spoken.has(language))) continue
    if (next === undefined || Temporal.Instant.compare(startsAt, next) < 0) next = startsAt
  }
  return next?.toString() ?? null
}

/** Whether somebody who may take these is on a break, and has time left for them. */
function anyOnBreak(line: LineFacts, { doctors, at }: Prospects): boolean {
  const may = specialtiesFor(line, at)
  return doctors.filter(isOnBreak).some((doctor) => {
    if (line.expertId !== null) return doctor.expertId === line.expertId
    const speaks = line.interpreterWanted || bestSharedLanguage(line, doctor) !== undefined
    return speaks && doctor.specialties.some((one) => may.has(one)) && hasTimeFor(line.queue, doctor, at)
  })
}

/** Of a doctor who has gone nobody knows whether they come back. */
function isOnBreak({ paused, away }: PanelDoctor): boolean {
  return paused && !away
}

/** Their own specialty, and those that may stand in for it. */
function specialtiesFor(line: LineFacts, at: Temporal.Instant): ReadonlySet<Specialty> {
  return new Set([specialtyOf(line.queue), ...standInsOf({ ...line, arrivedAt: at }, at)])
}

/** What is said to the holder of `key` in a line. */
export function minutesIn(steps: readonly Step[], key: number): number | null {
  const at = lastNotAbove(
    steps.map(([from]) => from),
    key,
  )
  return steps[at]?.[1] ?? null
}

/** The index of the last that is not above; -1 where all are. */
function lastNotAbove(sorted: readonly number[], limit: number): number {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((sorted[middle] ?? Infinity) <= limit) low = middle + 1
    else high = middle
  }
  return low - 1
}

function missingFrom(keys: readonly number[], others: readonly number[]): number[] {
  const known = new Set(others)
  return keys.filter((key) => !known.has(key))
}

function sameLine(a: QueueLine | undefined, b: QueueLine): boolean {
  return (
    a !== undefined &&
    a.doctors === b.doctors &&
    a.nextAt === b.nextAt &&
    a.onBreak === b.onBreak &&
    a.steps.length === b.steps.length &&
    a.steps.every(([key, minutes], index) => key === b.steps[index]?.[0] && minutes === b.steps[index]?.[1])
  )
}
