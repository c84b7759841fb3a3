import type { Browser, BrowserContext, Page } from 'playwright-core'
import notes from '../../web/notes/words/zh-CN.json' with { type: 'json' }
import calls from '../../web/consultations/words/zh-CN.json' with { type: 'json' }
import duty from '../../web/roster/duty/words/zh-CN.json' with { type: 'json' }
import home from '../../web/waiting-room/home/words/zh-CN.json' with { type: 'json' }
import waiting from '../../web/waiting-room/words/zh-CN.json' with { type: 'json' }
import { framesRising, newPerson, PHONE } from './browser.ts'

/** The demo hospital's three people, each on a page of their own, signed in by the links that a start has printed. */
export interface DemoPeople {
  readonly compatriot: Page
  readonly doctor: Page
  readonly coordinator: Page
}

type Role = keyof DemoPeople

/** @param output what `npm start` has printed */
export async function signInDemoPeople(
  output: string,
  contexts: Readonly<Record<Role, BrowserContext>>,
): Promise<DemoPeople> {
  const open = async (role: Role): Promise<Page> => {
    const url = new RegExp(`^sign in as ${role} (\\S+)$`, 'm').exec(output)?.[1]
    if (url === undefined) throw new Error(`no link for a ${role} in:\n${output}`)
    const page = await contexts[role].newPage()
    await page.goto(url)
    return page
  }
  const [compatriot, doctor, coordinator] = [await open('compatriot'), await open('doctor'), await open('coordinator')]
  return { compatriot, doctor, coordinator }
}

const complaint = '发烧两天，最高38.5℃，有点咳嗽，没有别的毛病。'
export const advice = '多喝水，多休息。超过38.5℃可以吃对乙酰氨基酚。三天不退烧，或者气急、胸痛，请马上再来。'

/** From the home page to a number in the waiting room of general practice. Returns when the number is there. */
export async function tellAndWait(page: Page): Promise<void> {
  const next = (): Promise<void> => page.getByRole('button', { name: waiting['telling.next'], exact: true }).click()
  await page.getByText(home['home.now']).click()
  const who = page.getByRole('heading', { level: 1, name: waiting['telling.patient'] })
  const what = page.getByRole('heading', { level: 1, name: waiting['telling.complaint'] })
  await what.or(who).waitFor()
  // Whoever cares for one person only is not asked whom it is for.
  if (await who.isVisible()) await page.getByRole('radio').first().click()
  await page.getByRole('textbox').fill(complaint)
  await next()
  await page.getByText(waiting['telling.noFlags']).click()
  await page.getByRole('radio', { name: /^全科/ }).click()
  await page.getByRole('button', { name: waiting['telling.join'] }).click()
  await page.getByRole('heading', { name: waiting['waiting.title'] }).waitFor()
}

export async function goOnDuty(page: Page): Promise<void> {
  await page.getByRole('button', { name: duty['do.start'] }).click()
}

export async function answerCall(page: Page): Promise<void> {
  await page.getByRole('dialog').getByRole('button', { name: waiting['call.answer'], exact: true }).click()
}

/**
 * The demo's compatriot on a phone and its doctor at a desk, in the call, each with the other's picture.
 * @param output what `npm start` has printed, links and all
 */
export async function meetInDemo(
  browser: Browser,
  output: string,
): Promise<{ readonly compatriot: Page; readonly doctor: Page; readonly close: () => Promise<void> }> {
  const person = await newPerson(browser, { ...PHONE, locale: 'zh-CN', timeZone: 'Europe/Rome' })
  const desk = await newPerson(browser, { locale: 'zh-CN' })
  const people = { compatriot: person, doctor: desk, coordinator: desk }
  const { compatriot, doctor } = await signInDemoPeople(output, people)
  await tellAndWait(compatriot)
  await goOnDuty(doctor)
  await answerCall(compatriot)
  await Promise.all([compatriot, doctor].map((page) => framesRising(page)))
  return { compatriot, doctor, close: async () => void (await Promise.all([person.close(), desk.close()])) }
}

/** Writes the note and signs it. Returns when it is frozen. */
export async function writeAndSign(page: Page): Promise<void> {
  await page.getByLabel(notes['field.assessment']).fill('急性上呼吸道感染')
  await page.getByLabel(notes['field.advice']).fill(advice)
  await page.getByRole('button', { name: notes['sign.sign'] }).click()
  await page.getByRole('dialog').getByRole('button', { name: notes['sign.sign'] }).click()
  await page.getByText(notes['save.signed'], { exact: true }).waitFor()
}

export async function endVisit(page: Page): Promise<void> {
  await page.getByRole('button', { name: calls['end.button'] }).click()
  await page.getByRole('dialog').getByRole('button', { name: calls['end.button'] }).click()
}
