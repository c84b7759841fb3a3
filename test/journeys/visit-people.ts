import { randomUUID } from 'node:crypto'
import type { BrowserContext, Locator, Page } from 'playwright-core'
import { expect } from 'vitest'
import { toRange } from '../../db/range.ts'
import type { AccountViewer } from '../../signaling/access.ts'
import type { NewTicket } from '../../signaling/waiting-room/contract.ts'
import { newPerson, type Person, PHONE } from '../support/browser.ts'
import { watchForComplaints } from '../support/complaints.ts'
import type { Site } from '../support/hospital.ts'
import { addDoctorOnShift, addHousehold, type Doctor, type Household } from '../support/people.ts'
import { newTicket } from '../support/visits.ts'

/** Gives a browser of one person the account's session. */
export async function signIn(site: Site, context: BrowserContext, account: AccountViewer): Promise<void> {
  const { cookie } = await site.signIn(account)
  const [name = '', value = ''] = cookie.split('=')
  await context.addCookies([{ name, value, url: site.url, httpOnly: true, sameSite: 'Lax' }])
}

/** Another page of one person. */
export async function openPage(site: Site, context: BrowserContext, path: string): Promise<Page> {
  const page = await context.newPage()
  watchForComplaints(page)
  await page.goto(site.url + path)
  return page
}

export async function openAs(
  site: Site,
  account: AccountViewer | undefined,
  path: string,
  person: Person = {},
): Promise<Page> {
  const context = await newPerson(site.browser, person)
  if (account !== undefined) await signIn(site, context, account)
  return await openPage(site, context, path)
}

/** The phone of a compatriot in Italy. */
export const phoneInItaly = { ...PHONE, locale: 'zh-CN', timeZone: 'Europe/Rome' } as const

export const says = (page: Page, words: string | RegExp): Promise<void> => page.getByText(words).first().waitFor()

export const button = (page: Page, name: string): Locator => page.getByRole('button', { name, exact: true })

/** Nobody is on duty, whoever was. */
export async function endDuties({ db, clock }: Site): Promise<void> {
  await db.updateTable('duty').set({ endedAt: clock.now() }).where('endedAt', 'is', null).execute()
}

/** Tells what is the matter, as the screens would, and waits for the doctor. */
export async function takeTicket(
  page: Page,
  { patientId }: Household,
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
    newTicket(patientId, { complaint, toBeSupplied: ['medicationList'], ...told }),
  )
}

/** With a doctor of its own, in twenty minutes: the patient may arrive. */
export async function addAppointment(site: Site, { accountId, patientId }: Household): Promise<string> {
  const { db, clock } = site
  const { expertId } = await addDoctorOnShift(site, { specialties: ['respiratory'] })
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
  readonly accounts: { readonly doctor: Doctor; readonly patient: Household }
}

interface MeetingPeople {
  readonly doctor?: Person
  readonly patient?: Person
}

/** A doctor goes on duty, somebody waits, is called and answers: both are in the call. No other doctor is on duty. */
export async function meet(site: Site, people: MeetingPeople = {}): Promise<Meeting> {
  await endDuties(site)
  const accounts = { doctor: await addDoctorOnShift(site), patient: await addHousehold(site) }
  const doctor = await openAs(site, accounts.doctor, '/', people.doctor)
  const patient = await openAs(site, accounts.patient, '/', { ...phoneInItaly, ...people.patient })
  await takeTicket(patient, accounts.patient)
  await doctor.getByRole('button', { name: '上岗' }).click()
  await patient.getByRole('button', { name: /接听/ }).click()
  await patient.waitForURL(/\/visits\//)
  const consultationId = patient.url().split('/').at(-1) ?? ''
  const { db } = site
  // The page is there before the answer is: a doctor who hung up now would have met nobody.
  const call = () => db.selectFrom('consultation').select('status').where('id', '=', consultationId).executeTakeFirst()
  await expect.poll(async () => (await call())?.status).toBe('inProgress')
  // Nor is the doctor's page told at once: until then it takes an end for one of a call in vain, and offers no signature.
  await doctor.getByRole('button', { name: '签署病历' }).waitFor()
  return { doctor, patient, consultationId, accounts }
}

/** The doctor invites a relative by a link; its path. */
export async function inviteRelative(doctor: Page): Promise<string> {
  await doctor.getByRole('button', { name: '参加的人' }).click()
  await doctor.getByLabel('名字').fill('外婆')
  await doctor.getByRole('button', { name: '生成链接' }).click()
  const link = await doctor.getByLabel('邀请链接').inputValue()
  await doctor.getByRole('button', { name: '关闭' }).click()
  return new URL(link).pathname
}

export async function inviteExpert(doctor: Page, { expertId, name }: Doctor): Promise<void> {
  await doctor.getByRole('button', { name: '参加的人' }).click()
  await doctor.getByText('会诊专家', { exact: true }).click()
  await doctor.getByLabel('哪位专家').selectOption(expertId)
  await doctor.getByRole('button', { name: '邀请专家' }).click()
  await doctor.getByText(`已邀请${name}`).waitFor()
  await doctor.getByRole('button', { name: '关闭' }).click()
}

/** Somebody's browser is gone, its pages first: the headless shell goes on with the calls of pages whose person is closed. */
export async function closeBrowserOf(page: Page): Promise<void> {
  await page.close()
  await page.context().close()
}
