import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { toRange } from '../../db/range.ts'
import type { AccountViewer } from '../../signaling/access.ts'
import { day, timeOfDay } from '../../web/language/clock.ts'
import { newPerson, type Person } from '../support/browser.ts'
import { watchForComplaints } from '../support/complaints.ts'
import { openHospital } from '../support/hospital.ts'
import { addCoordinator, addDoctorOnShift, addHousehold } from '../support/people.ts'
import { addAppointment, endDuties, phoneInItaly, signIn, takeTicket } from './visit-people.ts'

const site = openHospital({ video: true, browser: true })

/** Opens a page in a browser whose clock is wrong by so many minutes; the socket brings the right one so late. */
async function openWrongBy(
  minutes: number,
  account: AccountViewer,
  path: string,
  person: Person = {},
  silentMs = 0,
): Promise<Page> {
  const context = await newPerson(site.browser, person)
  await context.addInitScript((wrongBy: number) => {
    const right = Date.now.bind(Date)
    window.Date = class extends Date {
      constructor(...given: readonly unknown[]) {
        super(...((given.length === 0 ? [right() + wrongBy] : given) as [number]))
      }
      static override now(): number {
        return right() + wrongBy
      }
    } as DateConstructor
  }, minutes * 60_000)
  await signIn(site, context, account)
  const page = await context.newPage()
  watchForComplaints(page)
  if (silentMs > 0) {
    await page.routeWebSocket('**/api/live', async (socket) => {
      await new Promise((resolve) => setTimeout(resolve, silentMs))
      socket.connectToServer()
    })
  }
  await page.goto(site.url + path)
  return page
}

test.each([20, -20])(
  'waits, the end of a shift and a call’s seconds are right on clocks wrong by %i minutes',
  async (minutes) => {
    const { db, clock } = site
    await endDuties(site)
    const compatriot = await addHousehold(site)
    const phone = await openWrongBy(minutes, compatriot, '/', phoneInItaly)
    await takeTicket(phone, compatriot)
    // Both have come four minutes ago, by the database.
    await db
      .updateTable('ticket')
      .set({ arrivedAt: clock.now().subtract({ minutes: 4 }) })
      .execute()

    const board = await openWrongBy(minutes, await addCoordinator(site), '/')
    const waited = board.locator('tr time').first()
    await expect.poll(() => waited.textContent()).toMatch(/^[45]\u2060分\u2060钟$/)

    const console = await openWrongBy(minutes, await addDoctorOnShift(site), '/')
    await console.getByRole('button', { name: '上岗' }).click()
    await expect
      .poll(() =>
        console
          .getByText(/还有 .*，到/)
          .first()
          .textContent(),
      )
      .toMatch(/还有 (8\u2060小\u2060时|7\u2060小\u2060时 5\d\u2060分\u2060钟)，到/)

    await phone.getByRole('button', { name: '接听' }).waitFor()
    const seconds = async (): Promise<number> =>
      Number(/(\d+)\s秒内接听/.exec((await phone.getByText(/秒内接听/).textContent()) ?? '')?.[1])
    const { callUntil } = await db
      .selectFrom('call')
      .select('callUntil')
      .orderBy('matchedAt', 'desc')
      .where('endedAt', 'is', null)
      .executeTakeFirstOrThrow()
    const off = async (): Promise<number> => {
      const shown = await seconds()
      return Math.abs(shown - callUntil.since(clock.now()).total('seconds'))
    }
    await expect.poll(off).toBeLessThan(3)
    await phone.getByRole('button', { name: '接听' }).click()
    await phone.waitForURL(/\/visits\//)
  },
)

test('a phone’s own clock ends no arrival; once the phone has heard the time, an hour that is past does', async () => {
  const { db, clock } = site
  const compatriot = await addHousehold(site)
  const appointmentId = await addAppointment(site, compatriot)
  const ahead = await openWrongBy(60, compatriot, `/tell?appointment=${appointmentId}`, phoneInItaly, 3_000)
  await expect.poll(() => ahead.getByLabel('用自己的话说').inputValue()).toBe('咳嗽两周')
  await ahead.getByRole('button', { name: '下一步' }).tap()
  await ahead.getByText('都没有').tap()
  await ahead.getByRole('button', { name: '开始排队' }).tap()
  await ahead.waitForURL(/\/waiting\//)
  const ticket = await db
    .selectFrom('ticket')
    .select('appointmentId')
    .where('patientId', '=', compatriot.patientId)
    .executeTakeFirstOrThrow()
  expect(ticket.appointmentId).toBe(appointmentId)

  const other = await addHousehold(site)
  const missed = await addAppointment(site, other)
  const start = clock.now().subtract({ minutes: 40 })
  await db
    .updateTable('appointment')
    .set({ during: toRange({ start, end: start.add({ minutes: 20 }) }) })
    .where('id', '=', missed)
    .execute()
  const behind = await openWrongBy(-60, other, `/tell?appointment=${missed}`, phoneInItaly, 3_000)
  await behind.getByText('这个预约已经结束或取消了').waitFor()
})

test('a phone whose clock is two weeks ahead finds the free times once it has heard the time', async () => {
  const { db, clock } = site
  const { expertId } = await addDoctorOnShift(site, { specialties: ['dermatology'] })
  const start = clock.now().add({ hours: 48 })
  await db
    .insertInto('shift')
    .values({
      expertId,
      during: toRange({ start, end: start.add({ hours: 2 }) }),
      timeZone: 'Asia/Shanghai',
      slotMinutes: 20,
    })
    .execute()
  const path = '/booking?specialty=dermatology'
  const page = await openWrongBy(14 * 24 * 60, await addHousehold(site), path, phoneInItaly, 3_000)
  await page
    .getByRole('button', { name: /^\d\d:\d\d/ })
    .first()
    .waitFor()
})

test('a doctor whose clock is a day behind reads the shifts from today on, once the time is heard', async () => {
  const page = await openWrongBy(-24 * 60, await addDoctorOnShift(site), '/shifts', {}, 3_000)
  const today = day(site.clock.now().toString(), 'Asia/Shanghai', 'zh-CN')
  await page.getByText(`${today} – `).waitFor()
})

test('the settings tell a city’s time by the server’s clock, though they were drawn before it was heard', async () => {
  const page = await openWrongBy(20, await addHousehold(site), '/settings', phoneInItaly, 3_000)
  const hint = page.getByText(/^那里现在是/)
  await hint.waitFor()
  const now = site.clock.now()
  const right = [0, 1, 2].map((minutes) => timeOfDay(now.add({ minutes }).toString(), 'Europe/Rome', 'zh-CN'))
  const isRight = async () => right.includes((await hint.textContent())?.replace('那里现在是', '').trim() ?? '')
  await expect.poll(isRight).toBe(true)
})
