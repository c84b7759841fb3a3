import { setTimeout as pause } from 'node:timers/promises'
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { transact } from '../../signaling/live/transact.ts'
import { newPerson, PHONE } from '../support/browser.ts'
import { watchForComplaints } from '../support/complaints.ts'
import { openHospital } from '../support/hospital.ts'
import { addCoordinator, addDoctorOnShift, addHousehold } from '../support/people.ts'
import { openAs, signIn, takeTicket } from './visit-people.ts'

const site = openHospital({ video: true, browser: true })

async function send(page: Page, path: string, body: object | undefined): Promise<void> {
  await page.evaluate(
    async ([url, json]) => {
      const headers = { 'content-type': 'application/json' }
      const response = await fetch(url, { method: 'POST', ...(json !== undefined && { headers, body: json }) })
      if (!response.ok) throw new Error(`${url}: ${await response.text()}`)
    },
    [path, body && JSON.stringify(body)] as const,
  )
}

/** Somebody whom nobody is matched with by itself: they speak German only. */
async function joins(name: string): Promise<string> {
  const owner = await addHousehold(site, { name })
  const page = await openAs(site, owner, '/', PHONE)
  return await takeTicket(page, owner, '皮疹', { specialty: 'dermatology', languages: ['de'] })
}

/** The answers of these requests come when it is said; the requests themselves arrive. */
async function holdAnswers(page: Page, path: string) {
  const { promise: released, resolve: release } = Promise.withResolvers<void>()
  const arrived: string[] = []
  await page.route(path, async (route) => {
    const response = await route.fetch()
    arrived.push(route.request().url())
    await released
    await route.fulfill({ response })
  })
  return { arrived, release }
}

test('the dialog that stops a call leaves alone whoever calls the patient next', async () => {
  const [coordinator, first, next] = await Promise.all([
    addCoordinator(site),
    addDoctorOnShift(site, { name: '叶知秋', specialties: ['dermatology'] }),
    addDoctorOnShift(site, { name: '沈月华', specialties: ['dermatology'] }),
  ])
  for (const doctor of [first, next]) {
    await send(await openAs(site, doctor, '/settings'), '/api/duty/start', undefined)
  }
  const ticketId = await joins('周小琴')
  const page = await openAs(site, coordinator, '/')
  await send(page, `/api/tickets/${ticketId}/assign`, { expertId: first.expertId })
  const row = page.getByRole('row', { name: /周小琴/ })
  await row.getByRole('button', { name: /^停止呼叫/ }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('button', { name: '停止呼叫' }).waitFor()

  const { db } = site
  const open = () =>
    db
      .selectFrom('encounter')
      .select(['id', 'expertId'])
      .where('ticketId', '=', ticketId)
      .where('endedAt', 'is', null)
      .executeTakeFirstOrThrow()
  const { id } = await open()
  await send(page, `/api/consultations/${id}/end`, { reason: 'technical', requeue: true })
  await send(page, `/api/tickets/${ticketId}/assign`, { expertId: next.expertId })
  await row.getByText('沈月华').waitFor()
  await dialog.getByRole('button', { name: '停止呼叫' }).click()
  await dialog.getByText('通话已经结束。').waitFor()
  expect(await open()).toMatchObject({ expertId: next.expertId })
})

test('the dialog that stops a call says that it has been answered, and ends no visit', async () => {
  const [coordinator, doctor, owner] = await Promise.all([
    addCoordinator(site),
    addDoctorOnShift(site, { name: '白术', specialties: ['dermatology'] }),
    addHousehold(site, { name: '周美娟' }),
  ])
  await send(await openAs(site, doctor, '/settings'), '/api/duty/start', undefined)
  const phone = await openAs(site, owner, '/settings', PHONE)
  const ticketId = await takeTicket(phone, owner, '皮疹', { specialty: 'dermatology', languages: ['de'] })
  const page = await openAs(site, coordinator, '/')
  await send(page, `/api/tickets/${ticketId}/assign`, { expertId: doctor.expertId })
  const row = page.getByRole('row', { name: /周美娟/ })
  await row.getByRole('button', { name: /^停止呼叫/ }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('button', { name: '停止呼叫' }).focus()
  const call = site.db.selectFrom('call').select('id').where('ticketId', '=', ticketId)
  const { id } = await call.executeTakeFirstOrThrow()
  await send(phone, `/api/consultations/${id}/enter`, undefined)
  const answered = dialog.getByRole('heading', { name: /^就诊人已经接听/ })
  await answered.waitFor()
  expect(await answered.evaluate((heading) => document.activeElement === heading)).toBe(true)
  expect(await dialog.getByRole('button', { name: '停止呼叫' }).count()).toBe(0)
  await dialog.getByRole('button', { name: '关闭' }).click()
  await row.getByRole('button', { name: /^结束会诊/ }).waitFor()
})

/** The live socket as a process of the version before serves it: no board says which visit is ended from it. */
async function leaveOutVisits(page: Page): Promise<void> {
  await page.routeWebSocket(/\/api\/live$/, (socket) => {
    const server = socket.connectToServer()
    server.onMessage((frame) => socket.send(String(frame).replaceAll(/"consultationId":"[^"]*",/g, '')))
  })
}

test('a call is stopped from a board that comes from a process of the version before', async () => {
  const [coordinator, doctor] = await Promise.all([
    addCoordinator(site),
    addDoctorOnShift(site, { name: '苏木', specialties: ['dermatology'] }),
  ])
  const clinic = await openAs(site, doctor, '/settings')
  await send(clinic, '/api/duty/start', undefined)
  const ticketId = await joins('周玉兰')
  const page = await openAs(site, coordinator, '/settings')
  await send(page, `/api/tickets/${ticketId}/assign`, { expertId: doctor.expertId })
  await leaveOutVisits(page)
  await page.goto(site.url)
  const row = page.getByRole('row', { name: /周玉兰/ })
  await row.getByRole('button', { name: /^停止呼叫/ }).click()
  await page.getByRole('dialog').getByRole('button', { name: '停止呼叫' }).click()
  await page.getByText('号的呼叫已停止').waitFor()
  const visits = site.db.selectFrom('encounter').select('status').where('ticketId', '=', ticketId)
  expect(await visits.execute()).toEqual([{ status: 'calledInVain' }])
  // The doctor reads who it was, and of nobody who never came that they were seen.
  await clinic.goto(site.url)
  await clinic.getByText('接诊已暂停：调度员停止了这次呼叫').waitFor()
})

test('a late answer closes its own dialog, and not the one that has been opened since', async () => {
  const coordinator = await addCoordinator(site)
  await joins('潘秀英')
  await joins('林阿婆')
  const page = await openAs(site, coordinator, '/')
  const [left, stays] = [/潘秀英/, /林阿婆/].map((name) => page.getByRole('row', { name }))
  const { arrived, release } = await holdAnswers(page, '**/api/tickets/*/leave')
  await left?.getByRole('button', { name: /^移出/ }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('button', { name: '移出候诊' }).click()
  await expect.poll(() => arrived.length).toBe(1)
  await page.keyboard.press('Escape')
  await dialog.waitFor({ state: 'detached' })
  await stays?.getByRole('button', { name: /^移出/ }).click()
  await dialog.getByLabel(/原因/).fill('已转当地急救')
  release()
  await page.getByText('已移出候诊').waitFor()
  expect(await dialog.getByLabel(/原因/).inputValue()).toBe('已转当地急救')
})

test('a second place is called again while the answer for the first is on its way', async () => {
  const coordinator = await addCoordinator(site)
  await joins('陈小宝')
  await joins('林小宝')
  const page = await openAs(site, coordinator, '/')
  const { arrived, release } = await holdAnswers(page, '**/api/tickets/*/call')
  for (const [count, name] of [/陈小宝/, /林小宝/].entries()) {
    await page.getByRole('row', { name }).focus()
    await page.keyboard.press('c')
    await expect.poll(() => arrived.length).toBe(count + 1)
  }
  release()
  await page
    .getByText(/有空闲医生就马上再叫/)
    .first()
    .waitFor()
})

test('a roster that changes more often than an answer takes is shown all the same', async () => {
  const [coordinator] = await Promise.all([addCoordinator(site), addDoctorOnShift(site, { name: '顾明远' })])
  const page = await openAs(site, coordinator, '/')
  let answered = 0
  await page.route('**/api/roster?*', async (route) => {
    const response = await route.fetch()
    await pause(1_500)
    answered += 1
    await route.fulfill({ response }).catch(() => undefined)
  })
  const changing = setInterval(() => {
    void transact(site, (_trx, announce) => {
      announce('roster')
      return Promise.resolve()
    })
  }, 300)
  try {
    await page.goto(`${site.url}/roster`)
    await page.getByRole('button', { name: /^顾明远，/ }).waitFor({ timeout: 20_000 })
  } finally {
    clearInterval(changing)
  }
  expect(answered).toBeGreaterThan(0)
})

test('a roster that was read before the live connection stood is read again once it stands', async () => {
  await addDoctorOnShift(site, { name: '苏合香' })
  const context = await newPerson(site.browser)
  await signIn(site, context, await addCoordinator(site))
  const page = await context.newPage()
  watchForComplaints(page)
  const { promise: released, resolve: release } = Promise.withResolvers<void>()
  await page.routeWebSocket('**/api/live', async (socket) => {
    await released
    socket.connectToServer()
  })
  await page.goto(`${site.url}/roster`)
  await page.getByRole('button', { name: /^苏合香，/ }).waitFor()
  // Nothing is announced of this one.
  await addDoctorOnShift(site, { name: '白芷' })
  release()
  await page.getByRole('button', { name: /^白芷，/ }).waitFor()
})

test('an undo stays until it is pressed; one that reaches no server blames no other shift, and can be tried again', async () => {
  await addDoctorOnShift(site, { name: '杜仲' })
  const page = await openAs(site, await addCoordinator(site), '/roster')
  const shift = page.getByRole('button', { name: /^杜仲，/ })
  await shift.press('Enter')
  await page.getByRole('dialog').getByRole('button', { name: '取消这个班次' }).click()
  await shift.waitFor({ state: 'detached' })
  // Longer than what is said in passing stays.
  await page.waitForTimeout(11_000)
  await page.route('**/api/shifts/*/restore', (route) => route.abort())
  await page.getByRole('button', { name: '撤销' }).click()
  await page.getByText('暂时没能恢复班次').waitFor()
  await page.unroute('**/api/shifts/*/restore')
  await page.getByRole('button', { name: '再试一次' }).click()
  await shift.waitFor()
})

test('why a doctor has somebody stays within its column of the board', async () => {
  const [coordinator, doctor] = await Promise.all([
    addCoordinator(site, { locale: 'it' }),
    addDoctorOnShift(site, { name: '白芷', specialties: ['dermatology'] }),
  ])
  await send(await openAs(site, doctor, '/settings'), '/api/duty/start', undefined)
  const ticketId = await joins('周月娥')
  const page = await openAs(site, coordinator, '/settings')
  await send(page, `/api/tickets/${ticketId}/assign`, { expertId: doctor.expertId })
  const reasons = JSON.stringify([{ code: 'waitedLongest', minutes: 1 }])
  await site.db.updateTable('call').set({ reasons }).where('ticketId', '=', ticketId).execute()
  await page.goto(site.url)
  const reason = page.getByRole('row', { name: /周月娥/ }).getByText('attendeva da più tempo')
  const beyond = await reason.evaluate((tag) => {
    const cell = tag.closest('td')?.getBoundingClientRect()
    return tag.getBoundingClientRect().right - (cell?.right ?? 0)
  })
  expect(beyond).toBeLessThanOrEqual(0)
})
