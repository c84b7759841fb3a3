import { randomUUID } from 'node:crypto'
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { chooseCity, expectAccessible, isFocused, PHONE, screenshot } from '../support/browser.ts'
import { day } from '../../web/language/clock.ts'
import { openHospital } from '../support/hospital.ts'
import { addCoordinator, addDoctorOnShift, addHousehold, type Doctor, type Household } from '../support/people.ts'
import { openAs } from './visit-people.ts'

const site = openHospital({ video: true, browser: true })

const china = 'Asia/Shanghai'

/** The Monday after next Sunday, in China. */
function nextMonday(): Temporal.PlainDate {
  const today = Temporal.Now.plainDateISO(china)
  return today.add({ days: 8 - today.dayOfWeek })
}

/** As the screens write it: `12月1日周二`. */
function dayWords(date: Temporal.PlainDate): string {
  return day(date.toZonedDateTime(china).toInstant().toString(), china, 'zh-CN')
}

async function send(page: Page, path: string, body: object = {}): Promise<unknown> {
  return await page.evaluate(
    async ([url, json]) => {
      const headers = { 'content-type': 'application/json' }
      const response = await fetch(url, { method: 'POST', ...(json !== '{}' && { headers, body: json }) })
      if (!response.ok) throw new Error(`${url}: ${await response.text()}`)
      return await response.json()
    },
    [path, JSON.stringify(body)] as const,
  )
}

/** Somebody who is not sure which specialty, and speaks German only: nobody is matched by itself. */
async function join(page: Page, { patientId }: Household, complaint: string): Promise<{ number: number }> {
  return (await send(page, '/api/tickets', {
    idempotencyKey: randomUUID(),
    patientId,
    complaint,
    redFlags: ['breathless'],
    specialty: null,
    languages: ['de'],
    interpreterWanted: false,
    country: 'DE',
    toBeSupplied: ['medicationList'],
  })) as { number: number }
}

async function goOnDuty(doctor: Doctor): Promise<void> {
  const page = await openAs(site, doctor, '/settings')
  await send(page, '/api/duty/start')
}

test('an expert is added, given a night shift and a weekly pattern, and stands on the week with both', async () => {
  const coordinator = await addCoordinator(site)
  const page = await openAs(site, coordinator, '/experts/new')
  await page.getByRole('heading', { level: 1, name: '添加专家' }).waitFor()
  await page.getByLabel('中文姓名').fill('沈月华')
  await page.getByRole('button', { name: '保存' }).click()
  await page.getByText('有几处还没填好').waitFor()
  await expectAccessible(page)
  await page.getByLabel('拼音或外文姓名').fill('Shen Yuehua')
  await page.getByLabel('职称').selectOption('副主任医师')
  await page.getByLabel('单位', { exact: true }).fill('温州市中医院')
  await page.getByLabel('登录邮箱').fill('shen@example.org')
  await chooseCity(page.getByLabel('所在城市（时区）'), 'Europe/Rome')
  await page.getByLabel('中医科').check()
  await page.getByLabel('温州话的水平').selectOption('native')
  await page.getByLabel('执业证号').fill('330300123')
  expect(await page.getByLabel('由谁核验').inputValue()).toBe(coordinator.name)
  await page.getByRole('button', { name: '保存' }).click()
  await page.getByRole('link', { name: '沈月华' }).waitFor()
  await expectAccessible(page)
  await page.getByLabel('搜索').fill('shen 温州')
  await page.getByText('1 位专家').waitFor()

  // A night: it starts on Tuesday in China and goes on on Wednesday.
  const monday = nextMonday()
  const tuesday = dayWords(monday.add({ days: 1 }))
  await page.goto(`${site.url}/roster?week=${monday.toString()}&second=Europe/Rome`)
  await page.getByRole('button', { name: `给 沈月华 在 ${tuesday} 加班次` }).click()
  const dialog = page.getByRole('dialog')
  await chooseCity(dialog.getByLabel('按哪里的时间？'), '北京')
  await dialog.getByLabel('开始').fill('22')
  await dialog.getByLabel('结束').fill('600')
  await dialog.getByText('共 8\u2060小\u2060时').waitFor()
  await expectAccessible(page)
  await dialog.getByRole('button', { name: '保存' }).click()
  const shift = page.getByRole('button', { name: '沈月华，22:00–06:00 +1, 号源 20 分钟' })
  await shift.waitFor()
  expect(await page.locator('[title^="沈月华，22:00"]').count()).toBe(2)

  // An overlap is refused with the shift that is in the way; what was typed stays.
  await page.getByRole('button', { name: '加班次', exact: true }).click()
  await dialog.getByLabel('专家').selectOption({ label: '沈月华 Shen Yuehua' })
  await dialog.getByLabel('日期').fill(monday.add({ days: 2 }).toString())
  await chooseCity(dialog.getByLabel('按哪里的时间？'), '北京')
  await dialog.getByLabel('开始').fill('05:00')
  await dialog.getByLabel('结束').fill('09:00')
  await dialog.getByRole('button', { name: '保存' }).click()
  await dialog.getByText(`和 沈月华 已有的班次重叠：${tuesday} 22:00–06:00 +1`).waitFor()
  expect(await dialog.getByLabel('开始').inputValue()).toBe('05:00')
  expect(await dialog.getByLabel('结束').inputValue()).toBe('09:00')
  await expectAccessible(page)

  // The same dialog lays a weekly pattern, and says on which day it could not.
  await dialog.getByLabel('每周重复').check()
  for (const weekday of ['周二', '周四']) await dialog.getByLabel(weekday).check()
  await dialog.getByLabel('从哪天起').fill(monday.toString())
  await dialog.getByLabel('开始').fill('20:00')
  await dialog.getByLabel('结束').fill('23:30')
  await dialog.getByLabel('预约号源').selectOption('')
  await dialog.getByRole('button', { name: '保存' }).click()
  await dialog.getByText(/已排 \d+ 个班次/).waitFor()
  await dialog.getByText('有 1 天没排，因为 沈月华 那时已有班次').waitFor()
  await expectAccessible(page)
  await dialog.getByRole('button', { name: '好' }).click()
  const weekly = page.getByRole('button', { name: '沈月华，20:00–23:30, 只接候诊' })
  await weekly.waitFor()
  await expectAccessible(page)
  await screenshot(page, 'coordinator-roster')

  // By keyboard: from the night of Tuesday to the shift of Thursday, which is cancelled and brought back.
  await shift.focus()
  for (let step = 0; step < 4 && !(await focused(page)).includes('20:00'); step += 1) {
    await page.keyboard.press('ArrowRight')
  }
  await page.keyboard.press('Enter')
  await dialog.getByText('来自每周规则').waitFor()
  await expectAccessible(page)
  await dialog.getByRole('button', { name: '取消这个班次' }).click()
  await weekly.waitFor({ state: 'detached' })
  await page.getByRole('button', { name: '撤销' }).click()
  await weekly.waitFor()

  await page.getByRole('link', { name: '每周规则' }).click()
  await page.getByText('周二、周四 20:00–23:30').waitFor()
  await expectAccessible(page)
  await page.getByRole('button', { name: '结束规则：沈月华' }).click()
  await dialog.getByRole('button', { name: '结束规则' }).click()
  await dialog.getByText(/取消了 \d+ 个班次/).waitFor()
  await dialog.getByRole('button', { name: '好' }).click()
  await page.getByText('还没有每周规则').waitFor()
})

async function focused(page: Page): Promise<string> {
  return await page.evaluate(() => document.activeElement?.textContent ?? '')
}

test('a shift, refused or added, is told on the clock by which it was typed, not on the roster’s', async () => {
  const [coordinator, { expertId }] = await Promise.all([
    addCoordinator(site),
    addDoctorOnShift(site, { name: '谷雨' }),
  ])
  const monday = nextMonday()
  const [tuesday, wednesday] = [monday.add({ days: 1 }), monday.add({ days: 2 })]
  const path = `/roster?week=${monday.toString()}&zone=Europe/Rome`
  const page = await openAs(site, coordinator, path)
  await send(page, '/api/shifts', {
    idempotencyKey: randomUUID(),
    expertId,
    date: tuesday.toString(),
    startsAtLocal: '22:00',
    endsAtLocal: '06:00',
    timeZone: china,
    slotMinutes: null,
  })
  await page.getByRole('button', { name: '加班次', exact: true }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('专家').selectOption(expertId)
  await dialog.getByLabel('日期').fill(wednesday.toString())
  await dialog.getByLabel('开始').fill('05:00')
  await dialog.getByLabel('结束').fill('09:00')
  await dialog.getByRole('button', { name: '保存' }).click()
  await dialog.getByText(`和 谷雨 已有的班次重叠：${dayWords(tuesday)} 22:00–06:00 +1（北京）`).waitFor()
  await dialog.getByLabel('开始').fill('09:00')
  await dialog.getByLabel('结束').fill('12:00')
  await dialog.getByRole('button', { name: '保存' }).click()
  await page.getByText(`已加班次：谷雨，${dayWords(wednesday)} 09:00–12:00（北京）`).waitFor()
})

test('whoever joins appears on the board; is triaged, given to a doctor by hand, or taken out', async () => {
  const [coordinator, doctor, first, second] = await Promise.all([
    addCoordinator(site),
    addDoctorOnShift(site, { name: '叶知秋', specialties: ['respiratory'] }),
    addHousehold(site, { name: '周小琴', timeZone: 'Europe/Berlin' }),
    addHousehold(site, { name: '潘秀英', timeZone: 'Europe/Berlin' }),
  ])
  await goOnDuty(doctor)
  const page = await openAs(site, coordinator, '/')
  await page.getByText('现在没有人候诊').waitFor()
  await expectAccessible(page)

  const patient = await openAs(site, first, '/', PHONE)
  const complaint = `爬楼梯就喘不上气。${'昨天夜里也醒过几次，坐起来才好一点。'.repeat(200)}最后一句`
  const { number } = await join(patient, first, complaint)
  const row = page.getByRole('row', { name: /周小琴/ })
  await row.getByText('爬楼梯就喘不上气').waitFor()
  await page.getByText(`新到：${number} 号 周小琴`).waitFor()
  // An emergency waits for nobody's triage: every physician may take it who speaks the language.
  await row.getByText('在岗医生都不会说这些语言').waitFor()
  await row.getByText('待补：正在吃的药').waitFor()
  await row.getByText('柏林').waitFor()
  await expectAccessible(page)
  await screenshot(page, 'coordinator-board')

  // T on the row: triage.
  await row.focus()
  await page.keyboard.press('?')
  const dialog = page.getByRole('dialog')
  await dialog.getByText('马上再叫').waitFor()
  await expectAccessible(page)
  await page.keyboard.press('Escape')
  await dialog.waitFor({ state: 'detached' })
  await page.keyboard.press('t')
  const told = dialog.getByText('最后一句')
  expect(await told.evaluate((words) => words.scrollHeight - words.clientHeight)).toBe(0)
  // The heading names the patient, once; the text scrolls, and the buttons stay.
  expect((await dialog.textContent())?.split('周小琴')).toHaveLength(2)
  const save = await dialog.getByRole('button', { name: '确定' }).boundingBox()
  expect((save?.y ?? 1_000) + (save?.height ?? 0)).toBeLessThan(900)
  expect(await dialog.evaluate((element) => element.scrollHeight - element.clientHeight)).toBe(0)
  await dialog.getByText('喘不上气', { exact: true }).waitFor()
  await dialog.getByText('德语').waitFor()
  await dialog.getByRole('button', { name: '确定' }).click()
  await dialog.getByText('请选一科').waitFor()
  await dialog.getByLabel('呼吸科').check()
  await expectAccessible(page)
  await dialog.getByRole('button', { name: '确定' }).click()
  await row.getByText('呼吸科', { exact: true }).first().waitFor()
  await row.getByText('在岗医生都不会说这些语言').waitFor()

  // A on the row: against the language, by hand. Under an open dialog the row takes no focus.
  await dialog.waitFor({ state: 'detached' })
  await row.focus()
  await page.keyboard.press('a')
  await dialog.getByLabel(/叶知秋/).check()
  await dialog.getByText('空闲 · 注意：没有共同语言').waitFor()
  await expectAccessible(page)
  await dialog.getByRole('button', { name: '指派', exact: true }).click()
  await row.getByText('呼叫中').waitFor()
  await row.getByText('调度员指派').waitFor()
  await patient
    .getByText(/叶知秋/)
    .first()
    .waitFor()

  // The doctor is taken: the dialog says so. The second is taken out, with a note.
  const other = await openAs(site, second, '/', PHONE)
  await join(other, second, '咳嗽')
  const waiting = page.getByRole('row', { name: /潘秀英/ })
  await waiting.getByRole('button', { name: /^指派/ }).click()
  await dialog.getByText(`正在看 ${number} 号`).waitFor()
  await dialog.getByRole('button', { name: '取消' }).click()
  await waiting.getByRole('button', { name: /^移出/ }).click()
  await dialog.getByLabel(/原因/).fill('已转当地急救')
  await expectAccessible(page)
  await dialog.getByRole('button', { name: '移出候诊' }).click()
  await waiting.waitFor({ state: 'detached' })

  // A call that nobody looks after: stopped, the place kept.
  await row.getByRole('button', { name: /^停止呼叫/ }).click()
  await expectAccessible(page)
  await dialog.getByRole('button', { name: '停止呼叫' }).click()
  await page
    .getByRole('row', { name: /周小琴/ })
    .getByRole('button', { name: /^分诊/ })
    .waitFor()
  await page.getByText('呼叫未成').waitFor()
  await expectAccessible(page)
})

test('the shift of a doctor on duty who is gone is cancelled, after it is said that they go off duty', async () => {
  const [coordinator, doctor] = await Promise.all([
    addCoordinator(site),
    addDoctorOnShift(site, { name: '郑晓东', specialties: ['tcm'] }),
  ])
  await goOnDuty(doctor)
  const page = await openAs(site, coordinator, '/roster')
  const shift = page.getByRole('button', { name: /^郑晓东，/ })
  await shift.press('Enter')
  const dialog = page.getByRole('dialog')
  const cancel = dialog.getByRole('button', { name: '取消这个班次' })
  // The second press of a double click, which may fall on the same place, cancels nothing.
  await cancel.waitFor()
  await page.evaluate(async () => {
    const press = (): void => document.querySelector<HTMLElement>('dialog button')?.click()
    press()
    await new Promise((shown) => requestAnimationFrame(shown))
    press()
  })
  const asked = dialog.getByText('郑晓东 正在这个班次里值班，取消后立即下班')
  await asked.waitFor()
  await dialog.getByRole('button', { name: '保留' }).click()
  await shift.press('Enter')
  await cancel.press('Enter')
  await asked.waitFor()
  // The same key once more cancels nothing.
  await page.keyboard.press('Enter')
  expect(await isFocused(dialog.getByRole('heading', { level: 1 }))).toBe(true)
  await expectAccessible(page)
  // As long as it takes to have read it.
  await page.waitForTimeout(600)
  await cancel.click()
  await page.getByText('已取消 郑晓东 的班次').waitFor()
  await shift.waitFor({ state: 'detached' })
  const duty = await site.db
    .selectFrom('duty')
    .select('endedAt')
    .where('expertId', '=', doctor.expertId)
    .executeTakeFirstOrThrow()
  expect(duty.endedAt).not.toBeNull()
})

test('a coordinator is added; board, week, panel and accounts fit a phone', async () => {
  const page = await openAs(site, await addCoordinator(site, { locale: 'it' }), '/experts/staff', PHONE)
  await page.getByRole('button', { name: 'Aggiungi un coordinatore' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Nome').fill('Anna Zheng')
  await dialog.getByLabel('E-mail').fill('anna@')
  await dialog.getByRole('button', { name: 'Salva' }).click()
  await dialog.getByText('Scriva un indirizzo completo').waitFor()
  await dialog.getByLabel('E-mail').fill('anna@example.org')
  await expectAccessible(page)
  await dialog.getByRole('button', { name: 'Salva' }).click()
  await page.getByRole('rowheader', { name: 'Anna Zheng' }).waitFor()
  for (const [path, heading] of [
    ['/', 'Quadro'],
    ['/roster', 'Turni'],
    ['/roster/patterns', 'Turni settimanali'],
    ['/experts', 'Esperti'],
    ['/experts/staff', 'Account del personale'],
    ['/experts/new', 'Aggiungi un esperto'],
  ] as const) {
    await page.goto(site.url + path)
    await page.getByRole('heading', { level: 1, name: heading, exact: true }).waitFor()
    await page.getByRole('status', { name: /Caricamento/ }).waitFor({ state: 'detached' })
    expect([path, await page.evaluate(() => document.documentElement.scrollWidth)]).toEqual([path, 360])
    await expectAccessible(page)
  }
})
