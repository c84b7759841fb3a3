import { expect, test } from 'vitest'
import { addPatient } from '../../signaling/identity/patients.ts'
import { ofStrangers } from '../../signaling/identity/code-rules.ts'
import { createSignInLink, requestCode, signIn, signInByLink } from '../../signaling/identity/sign-in.ts'
import type { Dependencies } from '../../signaling/dependencies.ts'
import { openHospital } from '../support/hospital.ts'
import { addCompatriot, addCoordinator } from '../support/people.ts'

const home = { browser: 'the browser at home', network: '192.0.2.1' }

const hospital = openHospital({ now: '2026-11-22T12:00:00Z', there: true })

function inTwoProcesses<Result>(times: number, act: (dependencies: Dependencies) => Promise<Result>) {
  return Promise.allSettled(
    Array.from({ length: times }, (_, index) => act(index % 2 === 0 ? hospital : hospital.there)),
  )
}

function lastCode(): string {
  return /\b\d{6}\b/.exec(hospital.letters.at(-1)?.text ?? '')?.[0] ?? ''
}

test('a code sent 200 times at once signs in once', async () => {
  const email = 'rush@example.org'
  await requestCode(hospital, home, { email, locale: 'en' })
  const code = lastCode()
  const results = await inTwoProcesses(200, (dependencies) =>
    signIn(dependencies, undefined, home.browser, {
      email,
      code,
      timeZone: 'Europe/Rome',
      languages: [],
      locale: 'en',
    }),
  )
  expect(results.filter((result) => result.status === 'fulfilled')).toHaveLength(1)
  for (const result of results) {
    if (result.status === 'rejected') expect(result.reason).toMatchObject({ code: 'codeExpired' })
  }
  expect(await hospital.db.selectFrom('session').select('id').execute()).toHaveLength(1)
})

test('of 200 guesses at once five count', async () => {
  const email = 'guess@example.org'
  await requestCode(hospital, home, { email, locale: 'en' })
  const right = Number(lastCode())
  let guess = 0
  const results = await inTwoProcesses(200, (dependencies) => {
    guess += 1
    const code = String((right + guess) % 1_000_000).padStart(6, '0')
    return signIn(dependencies, undefined, home.browser, {
      email,
      code,
      timeZone: 'Europe/Rome',
      languages: [],
      locale: 'en',
    })
  })
  const codes = results.map((result) =>
    result.status === 'rejected' ? (result.reason as { code: string }).code : 'in',
  )
  expect(codes.filter((code) => code === 'codeWrong')).toHaveLength(4)
  expect(codes.filter((code) => code === 'codeTooManyAttempts')).toHaveLength(196)
})

test('of 50 requests of one browser at once one sends a letter', async () => {
  const before = hospital.letters.length
  const results = await inTwoProcesses(50, (dependencies) =>
    requestCode(dependencies, home, { email: 'many@example.org', locale: 'en' }),
  )
  expect(results.filter((result) => result.status === 'fulfilled')).toHaveLength(1)
  expect(hospital.letters.length - before).toBe(1)
})

test('of 50 browsers that ask at once as many are sent a code as the address may get, and each signs in with its own', async () => {
  const email = 'crowd@example.org'
  const before = hospital.letters.length
  let count = 0
  const results = await inTwoProcesses(50, async (dependencies) => {
    count += 1
    const asking = { browser: `browser ${count}`, network: `192.0.2.${count}` }
    await requestCode(dependencies, asking, { email, locale: 'en' })
    return asking.browser
  })
  const asked = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []))
  expect(asked).toHaveLength(ofStrangers.anHour)
  expect(hospital.letters.length - before).toBe(ofStrangers.anHour)
  for (const result of results) {
    if (result.status === 'rejected') expect(result.reason).toMatchObject({ status: 429, code: 'codeTooMany' })
  }
  const codes = hospital.letters.slice(before).map(({ text }) => /\b\d{6}\b/.exec(text)?.[0] ?? '')
  const said = { email, timeZone: 'Europe/Rome', languages: [], locale: 'en' as const }
  let signedIn = 0
  // Which letter is whose is not said in it: each tries what was sent, five guesses at most.
  for (const browser of asked) {
    for (const code of codes.slice(0, 5)) {
      const outcome = await signIn(hospital, undefined, browser, { ...said, code }).catch(() => undefined)
      if (outcome !== undefined) {
        signedIn += 1
        break
      }
    }
  }
  expect(signedIn).toBe(5)
})

test('a link opened 50 times at once signs in once', async () => {
  const { accountId } = await addCoordinator(hospital)
  const token = await createSignInLink(hospital, accountId)
  const results = await inTwoProcesses(50, (dependencies) => signInByLink(dependencies, undefined, token))
  expect(results.filter((result) => result.status === 'fulfilled' && result.value !== 'linkUsed')).toHaveLength(1)
})

test('a patient sent 20 times at once is one patient, and oneself is one person', async () => {
  const viewer = await addCompatriot(hospital)
  const idempotencyKey = crypto.randomUUID()
  const same = await inTwoProcesses(20, (dependencies) =>
    addPatient(dependencies, viewer, { idempotencyKey, name: '我', relationship: 'child' }),
  )
  expect(new Set(same.map((result) => (result.status === 'fulfilled' ? result.value.id : 'failed'))).size).toBe(1)
  const selves = await inTwoProcesses(20, (dependencies) =>
    addPatient(dependencies, viewer, { idempotencyKey: crypto.randomUUID(), name: '我', relationship: 'self' }),
  )
  expect(selves.filter((result) => result.status === 'fulfilled')).toHaveLength(1)
})
