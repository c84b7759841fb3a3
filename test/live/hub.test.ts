import { sql } from 'kysely'
import { afterAll, beforeEach, expect, test } from 'vitest'
import type { AccountViewer } from '../../signaling/access.ts'
import { Hub } from '../../signaling/live/hub.ts'
import type { LiveTopic } from '../../signaling/live/topics.ts'
import { announceTopics, newViewer, openLineTo, see, type TestLine, told } from '../support/hub-lines.ts'
import { openHospital } from '../support/hospital.ts'

const hospital = openHospital()
let hub: Hub

/** Each load of a topic, in order: what was loaded, for whom, and how many were under way with it. */
let loads: { readonly what: string; readonly whose: string; readonly atOnce: number }[] = []
let underWay = 0
let mostAtOnce = 0
let loadMs = 0
let version = 0

async function load(what: string, viewer?: { readonly role: string; readonly accountId?: string }): Promise<number> {
  underWay += 1
  mostAtOnce = Math.max(mostAtOnce, underWay)
  loads.push({ what, whose: viewer?.accountId ?? '', atOnce: underWay })
  const value = version
  await new Promise((resolve) => setTimeout(resolve, loadMs))
  underWay -= 1
  return value
}

const reading = Symbol('reading')

const topics: readonly LiveTopic[] = [
  ...(['drawn', 'drawnToo'] as const).map((name): LiveTopic => ({
    kind: 'shared',
    name,
    access: see,
    drawnFrom: reading,
    load: (_dependencies, id) => load(`${name}:${id ?? ''}`),
  })),
  { kind: 'shared', name: 'shared', access: see, load: (_dependencies, id) => load(`shared:${id ?? ''}`) },
  { kind: 'personal', name: 'own', access: see, load: (_dependencies, viewer, id) => load(`own:${id ?? ''}`, viewer) },
  {
    kind: 'shared',
    name: 'admitted',
    access: see,
    load: (_dependencies, id) => load(`admitted:${id ?? ''}`),
    admit: () => undefined,
  },
]

/** As pg says that a statement reached its limit. */
const outOfTime = Object.assign(new Error('canceling statement due to statement timeout'), { code: '57014' })

const openLine = (viewer?: AccountViewer): TestLine => openLineTo(hub, viewer)

async function commit(...names: string[]): Promise<void> {
  version += 1
  await announceTopics(hospital, names)
}

const quiet = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 60 + 3 * loadMs))
const countOf = (what: string): number => loads.filter((each) => each.what === what).length

afterAll(() => hub?.close())
beforeEach(async () => {
  hub?.close()
  while (underWay > 0) await new Promise((resolve) => setTimeout(resolve, 5))
  hub = new Hub(hospital, topics, async (ids) => ids.filter((id) => id.startsWith('ended')))
  loads = []
  mostAtOnce = 0
  loadMs = 0
})

test('however often a topic changes while it is loaded, one load is under way and one waits', async () => {
  const line = openLine()
  hub.watch(line, 'own:1', undefined)
  hub.watch(line, 'shared:1', undefined)
  await expect.poll(() => line.frames.length).toBe(2)
  loads = []
  loadMs = 200
  const beganAt = performance.now()
  for (let turn = 0; turn < 30; turn += 1) {
    await commit('own:1', 'shared:1')
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
  // One after the other while it changes, and the one that waits at the end.
  const most = Math.floor((performance.now() - beganAt) / loadMs) + 2
  await quiet()
  for (const what of ['own:1', 'shared:1']) {
    expect(countOf(what)).toBeLessThanOrEqual(most)
    expect(told(line, what).at(-1) ?? told(line, what).findLast((data) => data !== undefined)).toBe(version)
  }
})

test('shared topics of a reading that takes long rest together for twice as long, and then tell what is true', async () => {
  const line = openLine()
  const names = ['drawn:1', 'drawn:2', 'drawnToo:1']
  for (const name of names) hub.watch(line, name, undefined)
  await expect.poll(() => line.frames.length).toBe(3)
  loads = []
  loadMs = 150
  const beganAt = performance.now()
  for (let turn = 0; performance.now() - beganAt < 1_200; turn += 1) {
    await commit(names[turn % 3] ?? '')
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  // The first, and one in each 450 ms; without a rest there are eight of each.
  for (const name of names) expect(countOf(name)).toBeLessThanOrEqual(4)
  // What has changed is loaded in one turn.
  expect(loads.filter(({ atOnce }) => atOnce === 1).length).toBeLessThanOrEqual(4)
  await commit(...names)
  for (const name of names) await expect.poll(() => told(line, name)).toContain(version)
})

test('watching again and again is one load under way and one waiting, and ends with what is true', async () => {
  loadMs = 100
  const line = openLine()
  for (let turn = 0; turn < 100; turn += 1) hub.watch(line, 'own:2', undefined)
  for (let turn = 0; turn < 50; turn += 1) {
    hub.unwatch(line, 'own:2')
    hub.watch(line, 'own:2', undefined)
  }
  await quiet()
  expect(countOf('own:2')).toBeLessThanOrEqual(2)
  expect(line.frames).toHaveLength(1)
  expect(mostAtOnce).toBe(1)
})

test('the lines of one viewer share the loads of a personal topic, those of different viewers do not', async () => {
  loadMs = 20
  const viewer = newViewer()
  const lines = [openLine(viewer), openLine({ ...viewer, sessionId: crypto.randomUUID() }), openLine(viewer)]
  const stranger = openLine()
  for (const line of [...lines, stranger]) hub.watch(line, 'own:3', undefined)
  await quiet()
  // The first line's load is under way when the other two come: one more is for both.
  expect(loads.map(({ whose }) => whose).toSorted()).toEqual(
    [viewer.accountId, viewer.accountId, (stranger.viewer as AccountViewer).accountId].toSorted(),
  )
  loads = []
  await commit('own:3')
  await quiet()
  expect(countOf('own:3')).toBe(2)
  for (const line of [...lines, stranger]) expect(line.frames.map(({ type }) => type)).toEqual(['snapshot', 'change'])
})

test('a snapshot holds what committed before it was asked for, also while an older load is under way', async () => {
  loadMs = 150
  const viewer = newViewer()
  const [first, second] = [openLine(viewer), openLine(viewer)]
  hub.watch(first, 'own:4', undefined)
  await expect.poll(() => underWay).toBe(1)
  version += 1
  hub.watch(second, 'own:4', undefined)
  await quiet()
  await quiet()
  expect(told(second, 'own:4')).toEqual([version])
  expect(told(first, 'own:4').at(-1)).toBe(version)
  expect(countOf('own:4')).toBe(2)
})

test('when two thousand lines return at once, shared topics are loaded once, and personal ones in bounds and in turn', async () => {
  loadMs = 2
  // A heavy one, whose page watches forty topics, comes first.
  const heavy = openLine()
  for (let topic = 0; topic < 40; topic += 1) hub.watch(heavy, `own:heavy-${topic}`, undefined)
  const startedAt = performance.now()
  const lines = Array.from({ length: 2_000 }, () => openLine())
  for (const line of lines) {
    hub.watch(line, 'shared:queue', undefined)
    hub.watch(line, 'own:ticket', undefined)
  }
  await expect.poll(() => lines[0]?.frames.length, { timeout: 15_000, interval: 5 }).toBe(2)
  // A change for somebody who is here already doesn't wait for the crowd.
  const called = openLine()
  hub.watch(called, 'shared:queue', undefined)
  await expect.poll(() => called.frames.length, { interval: 2 }).toBe(1)
  const changedAt = performance.now()
  await commit('own:ticket')
  await expect.poll(() => lines[0]?.frames.length, { timeout: 15_000, interval: 5 }).toBe(3)
  expect(performance.now() - changedAt).toBeLessThan(1_500)

  await expect.poll(() => lines.filter((line) => line.frames.length < 2).length, { timeout: 20_000 }).toBe(0)
  expect(countOf('shared:queue')).toBe(1)
  expect(mostAtOnce).toBeLessThanOrEqual(6)
  const firsts = lines.map((line) => line.times[1] ?? 0)
  // In the order in which they came, give or take those that are loaded side by side.
  const overtaken = firsts.filter((time, index) => index >= 20 && time < (firsts[index - 20] ?? 0))
  expect(overtaken).toEqual([])
  // The heavy page had one turn for each of the others, not forty before them.
  const fiftieth = lines[50]?.viewer
  expect(loads.findIndex(({ whose }) => fiftieth?.role === 'compatriot' && whose === fiftieth.accountId)).toBeLessThan(
    140,
  )
  expect(performance.now() - startedAt).toBeLessThan(20_000)
}, 40_000)

test('slow shared topics leave room for personal ones', async () => {
  loadMs = 400
  const line = openLine()
  for (let topic = 0; topic < 12; topic += 1) hub.watch(line, `shared:slow-${topic}`, undefined)
  await expect.poll(() => underWay).toBe(6)
  hub.watch(line, 'own:quick', undefined)
  const askedAt = performance.now()
  await expect.poll(() => told(line, 'own:quick').includes(version)).toBe(true)
  // One of those under way ends, then its own turn: not the twelfth.
  expect(performance.now() - askedAt).toBeLessThan(1_100)
})

test('whoever looks at many topics that not everybody may see holds up nobody else', async () => {
  loadMs = 20
  const [inventive, other] = [openLine(), openLine()]
  for (let topic = 0; topic < 40; topic += 1) hub.watch(inventive, `admitted:${topic}`, undefined)
  hub.watch(other, 'shared:queue', undefined)
  await expect.poll(() => other.frames.length).toBe(1)
  // Behind the six that were under way.
  expect(loads.findIndex(({ what }) => what === 'shared:queue')).toBeLessThan(10)
  await expect.poll(() => inventive.frames.length).toBe(40)
})

test('somebody’s look at a topic that waits behind their others holds up neither its changes nor another’s look', async () => {
  const [inside, returning, second] = [openLine(), openLine(), openLine()]
  const both = ['admitted:changing', 'admitted:looked-at']
  for (const topic of both) hub.watch(inside, topic, undefined)
  await expect.poll(() => inside.frames.length).toBe(2)
  loadMs = 100
  loads = []
  for (let topic = 0; topic < 40; topic += 1) hub.watch(returning, `admitted:${topic}`, undefined)
  for (const topic of both) hub.watch(returning, topic, undefined)
  hub.watch(second, 'admitted:looked-at', undefined)
  await commit('admitted:changing')
  await expect.poll(() => loads.length, { timeout: 5_000 }).toBe(42)
  for (const topic of both) expect(loads.findIndex(({ what }) => what === topic)).toBeLessThan(35)
  await expect.poll(() => returning.frames.length).toBe(42)
  expect(told(inside, 'admitted:changing').findLast((data) => data !== undefined)).toBe(version)
})

test('a topic that can’t be loaded closes its lines, and the others go on', async () => {
  const broken: LiveTopic = {
    kind: 'personal',
    name: 'broken',
    access: see,
    load: () => Promise.reject(new Error('away')),
  }
  hub.close()
  hub = new Hub(hospital, [...topics, broken], async () => [])
  const [unlucky, lucky] = [openLine(), openLine()]
  hub.watch(unlucky, 'broken:1', undefined)
  hub.watch(lucky, 'own:5', undefined)
  await quiet()
  expect(unlucky.closed).toEqual([1001])
  expect(told(lucky, 'own:5')).toEqual([version])
})

test('a load that runs out of time is made again, and closes its lines at the second failure in a row', async () => {
  let failures = 0
  const failing = () => (failures-- > 0 ? Promise.reject(outOfTime) : load('late'))
  hub.close()
  hub = new Hub(
    hospital,
    [
      { kind: 'shared', name: 'lateShared', access: see, load: failing },
      { kind: 'personal', name: 'lateOwn', access: see, load: failing },
    ],
    async () => [],
  )
  for (const topic of ['lateShared:1', 'lateOwn:1']) {
    const lines = [openLine(), openLine(newViewer('late'))]
    const line = lines[1]!
    for (const each of lines) hub.watch(each, topic, undefined)
    await expect.poll(() => lines.map((each) => told(each, topic))).toEqual([[version], [version]])
    hub.drop(lines[0]!)

    failures = 1
    await commit(topic)
    await expect.poll(() => told(line, topic)).toEqual([version - 1, version])
    // Not in a row with the one before.
    failures = 1
    await commit(topic)
    await expect.poll(() => told(line, topic)).toEqual([version - 2, version - 1, version])
    expect(line.closed).toEqual([])
    failures = 2
    await commit(topic)
    await expect.poll(() => line.closed).toEqual([1001])
  }
})

test('whoever begins to watch what is late is told with the others', async () => {
  let failures = 1
  const failing = () => (failures-- > 0 ? Promise.reject(outOfTime) : load('late'))
  hub.close()
  hub = new Hub(hospital, [{ kind: 'shared', name: 'late', access: see, load: failing }], async () => [])
  const gone = openLine()
  hub.watch(gone, 'late:1', undefined)
  await expect.poll(() => failures).toBe(0)
  hub.drop(gone)
  const line = openLine()
  hub.watch(line, 'late:1', undefined)
  await expect.poll(() => told(line, 'late:1')).toEqual([version])
  await commit('late:1')
  await expect.poll(() => told(line, 'late:1')).toEqual([version - 1, version])
  // Longer than until what failed for nobody would have been asked for again.
  await new Promise((resolve) => setTimeout(resolve, 1_500))
  await commit('late:1')
  await expect.poll(() => told(line, 'late:1')).toEqual([version - 2, version - 1, version])
  expect(line.closed).toEqual([])
})

test('a reset loads what is watched once, and closes the lines whose session has ended meanwhile', async () => {
  const lines = Array.from({ length: 20 }, () => openLine())
  const gone = openLine({ ...newViewer(), sessionId: 'ended-1' })
  for (const line of [...lines, gone]) {
    hub.watch(line, 'own:6', undefined)
    hub.watch(line, 'shared:6', undefined)
  }
  await expect.poll(() => gone.frames.length).toBe(2)
  loads = []
  version += 1
  // One, or one more where a transaction of another database of the server is open in that moment.
  let resets = 0
  const unsubscribe = hospital.outbox.onTopics((changed) => (resets += changed === 'reset' ? 1 : 0))
  // As if a row that nobody has seen had been trimmed.
  await sql`update outbox_trimmed set until = (pg_current_xact_id()::text::bigint + 1)::text::xid8`.execute(hospital.db)
  await hospital.outbox.settled()
  await expect.poll(() => gone.closed).toEqual([4401])
  await expect.poll(() => lines.map((line) => line.frames.length)).toEqual(lines.map(() => 4))
  unsubscribe()
  expect([countOf('shared:6'), countOf('own:6')]).toSatisfy(
    ([shared = 0, own = 0]: number[]) => shared >= 1 && shared <= resets && own >= 21 && own <= 21 * resets,
  )
  expect(lines.flatMap(({ closed }) => closed)).toEqual([])
})

test('a topic that is announced by a former name is told as well', async () => {
  hub.close()
  const heard: LiveTopic = {
    kind: 'shared',
    name: 'heard',
    announcedAs: 'board',
    access: see,
    load: () => load('heard'),
  }
  hub = new Hub(hospital, [heard], async () => [])
  const line = openLine()
  hub.watch(line, 'heard:1', undefined)
  await expect.poll(() => told(line, 'heard:1')).toEqual([version])
  await commit('board:1')
  await expect.poll(() => told(line, 'heard:1')).toEqual([version - 1, version])
})

test('an account has a page here for as long as one of its lines is open, whoever else is here', async () => {
  let looks = 0
  const crowd = Array.from({ length: 100 }, () => {
    const line = openLine()
    const { viewer } = line
    Object.defineProperty(line, 'viewer', { get: () => ((looks += 1), viewer) })
    return line
  })
  const doctor = newViewer('doctor')
  const [one, other] = [openLine(doctor), openLine({ ...doctor, sessionId: 'another' })]
  expect(hub.hasLineOf('doctor')).toBe(true)
  hub.drop(one)
  expect(hub.hasLineOf('doctor')).toBe(true)
  hub.drop(other)
  expect(hub.hasLineOf('doctor')).toBe(false)
  // Twice is dropped once.
  hub.drop(other)
  expect(hub.hasLineOf('doctor')).toBe(false)
  expect(looks, 'looks at lines of others').toBe(0)
  for (const line of crowd) expect(hub.hasLineOf(line.viewer.role === 'guest' ? '' : line.viewer.accountId)).toBe(true)
})
