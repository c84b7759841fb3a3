import { randomUUID } from 'node:crypto'
import type { Browser, Page } from 'playwright-core'
import { expect } from 'vitest'
import { toRange } from '../../db/range.ts'
import type { NewTicket } from '../../signaling/waiting-room/contract.ts'
import { newPerson, type Person, PHONE } from '../support/browser.ts'
import type { HospitalSite, SiteAccount, SiteCompatriot, SiteDoctor } from '../support/hospital-site.ts'

/** What the screens said that they should not have: their own faults, and what their policy forbids. */
export const complaints: string[] = []

/** For `afterEach`. */
export function failOnComplaints(): void {
  const said = complaints.splice(0)
  if (said.length > 0) throw new Error(said.join('\n'))
}

export function watchForComplaints(page: Page): void {
  page.on('pageerror', (error) => complaints.push(`${page.url()}: ${error.message}`))
  page.on('console', (message) => {
    if (message.type() === 'error' && /Content Security Policy|React|Minified/.test(message.text())) {
      complaints.push(`${page.url()}: ${message.text()}`)
    }
  })
}

export async function openAs(
  browser: Browser,
  site: HospitalSite,
  account: SiteAccount | undefined,
  path: string,
  person: Person = {},
): Promise<Page> {
  const context = await newPerson(browser, person)
  if (account !== undefined) await site.signIn(context, account)
  const page = await context.newPage()
  watchForComplaints(page)
  await page.goto(site.url + path)
  return page
}

/** Tells what is the matter, as the screens would, and waits for the doctor. */
export async function takeTicket(
  page: Page,
  { patientId }: SiteCompatriot,
  complaint = '发烧两天，咳嗽',
  told: Partial<NewTicket> = {},
): Promise<string> {
  return await page.evaluate(
    async (ticket) => {
      const response = await fetch('/api/tickets', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(ticket),
      })
      const { id } = (await response.json()) as { id: string }
      return id
    },
    {
      idempotencyKey: randomUUID(),
      patientId,
      complaint,
      redFlags: [],
      specialty: 'generalPractice',
      languages: ['cmn'],
      interpreterWanted: false,
      country: 'IT',
      toBeSupplied: ['medicationList'],
      ...told,
    },
  )
}

/** With a doctor of its own, in twenty minutes: the patient may arrive. */
export async function addAppointment(site: HospitalSite, { accountId, patientId }: SiteCompatriot): Promise<string> {
  const { db, clock } = site.dependencies
  const { expertId } = await site.addDoctor({ specialties: ['respiratory'] })
  const shift = await db.selectFrom('shift').select('id').where('expertId', '=', expertId).executeTakeFirstOrThrow()
  const start = clock.now().add({ minutes: 20 })
  const { id } = await db
    .insertInto('appointment')
    .values({
      patientId,
      accountId,
      idempotencyKey: randomUUID(),
      expertId,
      shiftId: shift.id,
      specialty: 'respiratory',
      during: toRange({ start, end: start.add({ minutes: 20 }) }),
      reason: '咳嗽两周',
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}

export interface Meeting {
  readonly doctor: Page
  readonly patient: Page
  readonly consultationId: string
  readonly accounts: { readonly doctor: SiteDoctor; readonly patient: SiteCompatriot }
}

interface MeetingPeople {
  readonly doctor?: Person
  readonly patient?: Person
}

/** A doctor goes on duty, somebody waits, is called and answers: both are in the call. No other doctor is on duty. */
export async function meet(browser: Browser, site: HospitalSite, people: MeetingPeople = {}): Promise<Meeting> {
  const { db, clock } = site.dependencies
  await db.updateTable('duty').set({ endedAt: clock.now() }).where('endedAt', 'is', null).execute()
  const accounts = { doctor: await site.addDoctor(), patient: await site.addCompatriot() }
  const doctor = await openAs(browser, site, accounts.doctor, '/', people.doctor)
  const patient = await openAs(browser, site, accounts.patient, '/', {
    ...PHONE,
    timeZone: 'Europe/Rome',
    ...people.patient,
  })
  await takeTicket(patient, accounts.patient)
  await doctor.getByRole('button', { name: '上岗' }).click()
  await patient.getByRole('button', { name: /接听/ }).click()
  await patient.waitForURL(/\/visits\//)
  const consultationId = patient.url().split('/').at(-1) ?? ''
  // The page is there before the answer is: a doctor who hung up now would have met nobody.
  const call = () => db.selectFrom('consultation').select('status').where('id', '=', consultationId).executeTakeFirst()
  await expect.poll(async () => (await call())?.status).toBe('inProgress')
  // Nor is the doctor's page told at once: until then it takes an end for one of a call in vain, and offers no signature.
  await doctor.getByRole('button', { name: '签署病历' }).waitFor()
  return { doctor, patient, consultationId, accounts }
}

/** Somebody's browser is gone, its pages first: the headless shell goes on with the calls of pages whose person is closed. */
export async function closeBrowserOf(page: Page): Promise<void> {
  await page.close()
  await page.context().close()
}
