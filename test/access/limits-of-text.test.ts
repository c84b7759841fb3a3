import { randomUUID } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import type { TestAccount } from '../support/answering.ts'
import { openHospital } from '../support/hospital.ts'
import { addDoctorOnDuty } from '../support/people.ts'
import { addVisit } from '../support/visits.ts'
import { samplesOf } from './samples.ts'
import { openWorld } from './hospital.ts'

const hospital = openHospital({ http: true })
const world = openWorld()

async function underWay(): Promise<{ at: string; doctor: TestAccount; patient: TestAccount }> {
  const visit = await addVisit(hospital)
  const [patient, doctor] = [await hospital.signIn(visit.owner), await hospital.signIn(visit.doctor)]
  const at = `/api/consultations/${visit.id}`
  // The carrier is out of reach here, which keeps nobody's admission from being committed.
  await hospital.send(doctor, 'POST', `${at}/enter`)
  return { at, doctor, patient }
}

const fields = ['complaint', 'subjective', 'objective', 'assessment', 'plan', 'advice', 'followUp'] as const
const textOf = (value: string) => Object.fromEntries(fields.map((field) => [field, value]))

describe('a note', () => {
  test.each([
    ['letters', 'a'],
    ['Chinese', '病'],
    ['rare Chinese, of four bytes', '𠮷'],
    ['quotation marks and new lines, written with two', '"\n'],
  ])('may be as long as its shape says, in %s', async (_what, sign) => {
    const { at, doctor } = await underWay()
    const full = sign.repeat(20_000 / Array.from(sign).length)
    const saved = await hospital.send(doctor, 'PUT', `${at}/note`, { version: 1, text: textOf(full) })
    expect([saved.status, saved.body.error?.code]).toEqual([200, undefined])
    expect(saved.body.text.plan === full).toBe(true)
    const long = await hospital.send(doctor, 'PUT', `${at}/note`, { version: 2, text: textOf(`${full}${sign}`) })
    expect(long.status).toBe(400)
    expect((await hospital.send(doctor, 'POST', `${at}/note/sign`, { version: 2 })).status).toBe(200)
    const addendum = { idempotencyKey: randomUUID(), body: full }
    expect((await hospital.send(doctor, 'POST', `${at}/note/addenda`, addendum)).status).toBe(201)
  })

  test('saved a thousand times in a row is one row, and each version is one more', async () => {
    const { at, doctor } = await underWay()
    for (let version = 1; version <= 1_000; version += 1) {
      const text = textOf(`第 ${version} 版`)
      const { status, body } = await hospital.send(doctor, 'PUT', `${at}/note`, { version, text })
      expect([status, body.version]).toEqual([200, version + 1])
    }
    const rows = await hospital.database.db.selectFrom('note').select('version').execute()
    expect(rows.filter(({ version }) => version === 1_001)).toHaveLength(1)
  }, 60_000)

  test.each([2 ** 31, 2 ** 53, -1, 1e300])('of version %s is no version, and no fault of ours', async (version) => {
    const { at, doctor } = await underWay()
    const saved = await hospital.send(doctor, 'PUT', `${at}/note`, { version, text: textOf('') })
    expect(saved.status).toBe(409)
    expect((await hospital.send(doctor, 'POST', `${at}/note/sign`, { version })).status).toBe(409)
  })
})

describe('a conversation', () => {
  test('takes thirty a minute from each, however many are sent at once, and the full length of each', async () => {
    const { at, doctor, patient } = await underWay()
    const send = (account: TestAccount) =>
      hospital.send(account, 'POST', `${at}/messages`, { idempotencyKey: randomUUID(), body: '𠮷'.repeat(4_000) })
    const answers = await Promise.all(
      Array.from({ length: 100 }, (_, index) => send(index % 2 === 0 ? patient : doctor)),
    )
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(60)
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201, 429]))
    const long = { idempotencyKey: randomUUID(), body: 'x'.repeat(4_001) }
    expect((await hospital.send(patient, 'POST', `${at}/messages`, long)).status).toBe(400)
  })
})

/** Texts on which careless regular expressions take for ever: long runs, nearly right, wrong at the end. */
function hostile(length: number): string[] {
  const runs = ['a', 'a.', 'a-', '0', '0:', '-', ' ', '/', '\\', '%', '_', 'é', '.a@', '::', '\u202e', '\t']
  return runs.flatMap((run) => {
    const many = run.repeat(Math.ceil(length / run.length)).slice(0, length)
    return [many, `${many}!`, `a@${many}`, `a@${many}!`, `${many}@`, `2026-03-02T${many}Z`, `Europe/${many}`]
  })
}

test('no text, wherever it stands, takes long to be looked at', async () => {
  const { site } = world
  const samples = samplesOf(world)
  const slow: string[] = []
  const accounts = [world.owner, world.doctor, world.coordinator]
  const texts = [...hostile(250), ...hostile(20_000).filter((_, index) => index % 7 === 0)]
  for (const { method, url, rule } of site.app.registeredRoutes) {
    const sample = samples[`${method} ${url}`]
    if (sample?.body === undefined || rule === undefined) continue
    const [role] = Object.keys(rule.who)
    const account = role === 'guest' ? world.guest : (accounts.find((one) => one.role === role) ?? world.owner)
    for (const [field, value] of Object.entries(sample.body)) {
      if (typeof value !== 'string') continue
      for (const text of texts) {
        const before = performance.now()
        const answer = await site.send(account, method as 'POST', sample.url, { ...sample.body, [field]: text })
        const took = performance.now() - before
        if (answer.status >= 500) slow.push(`${method} ${url} ${field}: ${answer.status} for ${text.slice(0, 20)}`)
        if (took > 500) slow.push(`${method} ${url} ${field}: ${Math.round(took)} ms for ${text.slice(0, 20)}`)
      }
    }
  }
  for (const text of hostile(7_000)) {
    const before = performance.now()
    const cookie = `qiaoyi_session=${encodeURIComponent(text)}`.slice(0, 8_000)
    await site.app.inject({ method: 'GET', url: '/api/me', headers: { cookie } })
    await site.app.inject({ method: 'GET', url: `/api/my-patients?name=${encodeURIComponent(text).slice(0, 8_000)}` })
    if (performance.now() - before > 500) slow.push(`a cookie or a query: ${text.slice(0, 20)}`)
  }
  expect(slow).toEqual([])
}, 120_000)

test('a name that is looked for is a name, whatever signs are in it', async () => {
  const { signIn } = hospital
  const doctor = await addDoctorOnDuty(hospital)
  for (const name of ['百分之百%', '下_划', '反\\斜', '平常']) {
    const visit = await addVisit(hospital, { doctor })
    await hospital.database.db.updateTable('patient').set({ name }).where('id', '=', visit.patientId).execute()
    await hospital.send(await signIn(doctor), 'POST', `/api/consultations/${visit.id}/end`, {
      reason: 'completed',
      requeue: false,
    })
  }
  const find = async (name: string) => {
    const url = `/api/my-patients?name=${encodeURIComponent(name)}`
    const { body } = await hospital.send(await signIn(doctor), 'GET', url)
    return body.patients.map((patient: { name: string }) => patient.name)
  }
  expect(await find('%')).toEqual(['百分之百%'])
  expect(await find('_')).toEqual(['下_划'])
  expect(await find('\\')).toEqual(['反\\斜'])
  expect(await find('平')).toEqual(['平常'])
  expect(await find('%%%%%%%%%%')).toEqual([])
})

test.each([
  ['POST', '/api/patients', { idempotencyKey: randomUUID(), relationship: 'self' }],
  ['PATCH', '/api/me', {}],
] as const)('%s %s takes no name of blanks', async (method, path, rest) => {
  const account = await hospital.addAccount('compatriot')
  for (const name of ['', '   ', '\u3000\n']) {
    const { status, body } = await hospital.send(account, method, path, { ...rest, name })
    expect([status, body.error?.code]).toEqual([400, 'invalidInput'])
  }
})
