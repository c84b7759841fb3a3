import type { AddressInfo } from 'node:net'
import { pino } from 'pino'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { buildApp } from '../../signaling/app.ts'
import type { App } from '../../signaling/routes.ts'
import { buildWebClient } from '../../web/build.ts'
import { expectAccessible, launchBrowser, newPerson, PHONE } from '../support/browser.ts'
import type { Person } from '../support/browser.ts'
import { openHospital } from '../support/hospital.ts'

const hospital = openHospital({ now: new Date().toISOString() })
let app: App
let browser: Browser
let base: string
let complaints: string[] = []
const people: BrowserContext[] = []

beforeAll(async () => {
  const webFolder = await buildWebClient((line) => process.stderr.write(`${line}\n`))
  const settings = { ...hospital.settings, publicUrl: 'http://127.0.0.1' }
  app = await buildApp(
    { ...hospital, settings },
    {
      logger: pino({ level: 'silent' }),
      webFolder,
      limits: { requestsPerMinute: 100_000, pagesPerMinute: 100_000 },
    },
  )
  await app.listen({ host: '127.0.0.1', port: 0 })
  base = `http://127.0.0.1:${String((app.server.address() as AddressInfo).port)}`
  browser = await launchBrowser()
})

afterAll(async () => {
  await browser?.close()
  await app?.close()
})

afterEach(async () => {
  for (const person of people.splice(0)) await person.close()
  const said = complaints
  complaints = []
  // The page's own faults and what the policy forbids; a refused request is an answer like any other.
  if (said.length > 0) throw new Error(said.join('\n'))
})

async function open(path: string, person: Person = {}): Promise<Page> {
  const context = await newPerson(browser, { ...PHONE, locale: 'it-IT', timeZone: 'Europe/Rome', ...person })
  people.push(context)
  const page = await context.newPage()
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('console', (message) => {
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource'))
      complaints.push(message.text())
  })
  await page.goto(base + path)
  return page
}

function codeSentTo(email: string): string {
  const letter = hospital.letters.findLast(({ to }) => to === email)
  return /\b\d{6}\b/.exec(letter?.text ?? '')?.[0] ?? ''
}

let count = 0

async function signIn(page: Page): Promise<string> {
  count += 1
  const email = `person${String(count)}@example.org`
  await page.getByLabel('E-mail', { exact: true }).fill(email)
  await page.getByRole('button', { name: 'Invia il codice' }).click()
  await page.getByLabel('Sei cifre').waitFor()
  await page.getByLabel('Sei cifre').fill(codeSentTo(email))
  await page.getByRole('navigation').waitFor()
  return email
}

test('a compatriot signs in with a code, and is where the link led', async () => {
  const page = await open('/family')
  await page.getByRole('heading', { level: 1, name: 'Accedi a Qiaoyi' }).waitFor()
  await expectAccessible(page)
  const email = 'chen@example.org'
  await page.getByLabel('E-mail', { exact: true }).fill('chen')
  await page.getByRole('button', { name: 'Invia il codice' }).click()
  await page.getByText('Scriva un indirizzo completo').waitFor()
  await page.getByLabel('E-mail', { exact: true }).fill(email)
  await page.keyboard.press('Enter')
  const code = page.getByLabel('Sei cifre')
  await code.waitFor()
  expect(await code.evaluate((input: HTMLInputElement) => [input.autocomplete, input.inputMode])).toEqual([
    'one-time-code',
    'numeric',
  ])
  const right = codeSentTo(email)
  const wrong = right === '111111' ? '222222' : '111111'
  await code.fill(wrong)
  await page.keyboard.press('Enter')
  await page.getByText('Il codice non è giusto').waitFor()
  expect(await code.inputValue()).toBe(wrong)
  await expectAccessible(page)
  // As it comes out of a letter: with spaces.
  await code.fill(` ${right.slice(0, 3)} ${right.slice(3)} `)
  await page.getByRole('heading', { level: 1, name: 'Famiglia' }).waitFor()
  expect(new URL(page.url()).pathname).toBe('/family')
  const me = (await (await page.request.get(`${base}/api/me`)).json()) as Record<string, unknown>
  expect(me).toMatchObject({ email, timeZone: 'Europe/Rome', locale: 'it', languages: ['it'] })
})

test('a part of the page that cannot be had takes nothing from under a hand that writes', async () => {
  const page = await open('/')
  const email = page.getByLabel('E-mail', { exact: true })
  await email.waitFor()
  // On a Wi-Fi that has lost the Internet the browser takes itself to be online.
  await page.route('**/*', (route) => route.abort())
  await email.click()
  await page.keyboard.type('maria@example.org')
  await page.waitForTimeout(1_000)
  expect(await email.inputValue()).toBe('maria@example.org')
  await page.getByRole('button', { name: 'Invia il codice' }).click()
  await page.getByText('Non c’è connessione').waitFor()
})

test('a page thrown away while the letter is read still asks for the code; another browser can do nothing with it', async () => {
  const email = 'wang@example.org'
  const page = await open('/family')
  await page.getByLabel('E-mail', { exact: true }).fill(email)
  await page.getByRole('button', { name: 'Invia il codice' }).click()
  await page.getByLabel('Sei cifre').waitFor()
  await page.reload()
  await page.getByText(email).waitFor()

  const elsewhere = await open('/')
  const said = { email, code: codeSentTo(email), timeZone: 'Europe/Rome', languages: [], locale: 'it' }
  const refused = await elsewhere.evaluate(async (body) => {
    const answer = await fetch('/api/sign-in', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    return (await answer.json()) as unknown
  }, said)
  expect(refused).toMatchObject({ error: { code: 'codeExpired' } })

  await page.getByLabel('Sei cifre').fill(said.code)
  await page.getByRole('heading', { level: 1, name: 'Famiglia' }).waitFor()
  expect(await page.evaluate(() => window.sessionStorage.getItem('qiaoyi.askedCode'))).toBeNull()
})

test('a household is registered, changed and taken off again', async () => {
  const page = await open('/family')
  await signIn(page)
  await page.getByText('Ancora nessun paziente').waitFor()
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Aggiungi un paziente' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('heading', { level: 1 }).waitFor()
  await expectAccessible(page)
  await dialog.getByLabel('Nome').fill('')
  await dialog.getByRole('button', { name: 'Salva' }).click()
  await dialog.getByText('Scriva un nome').waitFor()
  await dialog.getByText('Altri dati (anche più tardi)').click()
  await dialog.getByLabel('Genitore').check()
  await dialog.getByLabel('Nome').fill('陈秀英')
  await dialog.getByLabel(/Data di nascita/).fill('1948-03-02')
  await dialog.getByRole('button', { name: 'Salva' }).click()
  await page.getByText('Genitore · nascita: 2 marzo 1948').waitFor()
  await page.getByRole('button', { name: 'Modifica 陈秀英' }).click()
  await dialog.getByLabel('Nome').fill('Chen Xiuying')
  await dialog.getByRole('button', { name: 'Salva' }).click()
  await page.getByRole('heading', { name: 'Chen Xiuying' }).waitFor()
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Togli' }).click()
  await dialog.getByRole('button', { name: 'Tieni' }).click()
  await page.getByRole('button', { name: 'Togli' }).click()
  await dialog.getByRole('button', { name: 'Togli' }).click()
  await page.getByText('Ancora nessun paziente').waitFor()
})

test('an answer that was lost on its way makes no second patient', async () => {
  const page = await open('/family')
  await signIn(page)
  await page.getByRole('button', { name: 'Aggiungi un paziente' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Nome').fill('陈伟')
  await page.route('**/api/patients', async (route) => {
    await route.fetch()
    await route.abort()
  })
  await dialog.getByRole('button', { name: 'Salva' }).click()
  await dialog.getByText('Non c’è connessione').waitFor()
  await page.unroute('**/api/patients')
  await dialog.getByRole('button', { name: 'Salva' }).click()
  await page.getByRole('heading', { name: '陈伟' }).waitFor()
  expect(await (await page.request.get(`${base}/api/patients`)).json()).toHaveLength(1)
})

test('the language is switched anywhere, and stays in the browser and in the account', async () => {
  const page = await open('/settings')
  await signIn(page)
  const switched = page.waitForResponse((response) => response.request().method() === 'PATCH')
  await page.getByRole('combobox', { name: 'Lingua' }).first().selectOption('es')
  await page.getByRole('heading', { level: 1, name: 'Ajustes' }).waitFor()
  await switched
  expect(await page.evaluate(() => document.documentElement.lang)).toBe('es')
  expect(await (await page.request.get(`${base}/api/me`)).json()).toMatchObject({ locale: 'es' })
  await page.reload()
  await page.getByRole('heading', { level: 1, name: 'Ajustes' }).waitFor()
})

test('zone, country and languages are changed in the settings', async () => {
  const page = await open('/settings')
  await signIn(page)
  // By its name in another language, which comes when the dialog is there.
  await page.getByLabel(/fuso orario/).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Cerca una città').fill('纽约')
  await dialog.getByText('1 città').waitFor()
  await expectAccessible(page)
  await dialog.getByRole('button', { name: 'New York' }).click()
  await page.getByRole('button', { name: /fuso orario.*New York/ }).waitFor()
  await page.getByLabel('Il paese in cui si trova').selectOption('US')
  await page.getByLabel('Wenzhounese').check()
  await page.getByLabel('Il suo nome').fill('陈伟')
  await page.getByRole('button', { name: 'Salva' }).click()
  await page.getByText('Salvato').waitFor()
  expect(await (await page.request.get(`${base}/api/me`)).json()).toMatchObject({
    name: '陈伟',
    timeZone: 'America/New_York',
    country: 'US',
    languages: ['it', 'wuu-wz'],
  })
})

test('larger text makes 30 px of 18, and the colours follow the system or the choice', async () => {
  const page = await open('/settings', { colorScheme: 'dark' })
  await signIn(page)
  const look = () =>
    page.evaluate(() => [
      getComputedStyle(document.body).fontSize,
      getComputedStyle(document.documentElement).colorScheme,
    ])
  expect(await look()).toEqual(['18px', 'dark'])
  await page.getByRole('button', { name: 'Testo grande' }).click()
  await page.getByLabel('Chiari').check()
  expect(await look()).toEqual(['30px', 'light'])
  await page.reload()
  await page.getByRole('navigation').waitFor()
  expect(await look()).toEqual(['30px', 'light'])
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360)
  await expectAccessible(page)
})

test('signing out in one tab shows the sign-in page in the other', async () => {
  const page = await open('/settings')
  await signIn(page)
  const other = await page.context().newPage()
  await other.goto(`${base}/family`)
  await other.getByRole('heading', { level: 1, name: 'Famiglia' }).waitFor()
  await page.getByRole('button', { name: 'Esci' }).click()
  await page.getByRole('heading', { level: 1, name: 'Accedi a Qiaoyi' }).waitFor()
  await other.getByRole('heading', { level: 1, name: 'Accedi a Qiaoyi' }).waitFor()
})

test('an address that leads nowhere, and a link used before, say so and show a way on', async () => {
  const page = await open('/sign-in?reason=linkUsed')
  await page.getByText('Quel link di accesso è già stato usato').waitFor()
  await expectAccessible(page)
  await signIn(page)
  expect(new URL(page.url()).pathname).toBe('/')
  await page.goto(`${base}/nowhere`)
  await page.getByRole('heading', { level: 1, name: 'Questa pagina non esiste' }).waitFor()
  await expectAccessible(page)
})

test('without a network it says so, and what was typed stays', async () => {
  const page = await open('/')
  const email = page.getByLabel('E-mail', { exact: true })
  await email.fill('far@example.org')
  await page.context().setOffline(true)
  await page.getByRole('button', { name: 'Invia il codice' }).click()
  await page.getByText('Non c’è connessione').waitFor()
  expect(await email.inputValue()).toBe('far@example.org')
  await page.context().setOffline(false)
  await page.getByRole('button', { name: 'Invia il codice' }).click()
  await page.getByLabel('Sei cifre').waitFor()
})

test('a part that never comes is the fault of the page, which is loaded anew once', async () => {
  const page = await open('/settings')
  await signIn(page)
  let loads = 0
  page.on('load', () => (loads += 1))
  await page.route(/\/assets\/family-/, (route) => route.abort())
  await page.getByRole('link', { name: 'Famiglia' }).click()
  await expect.poll(() => loads).toBe(1)
  await page.getByRole('heading', { level: 1, name: 'Questa pagina ha un problema' }).waitFor()
  await expectAccessible(page)
  // Longer than the first pauses after which a lost hospital is asked again.
  await page.waitForTimeout(6_000)
  expect(loads).toBe(1)
  await page.unroute(/\/assets\/family-/)
  await page.getByRole('button', { name: 'Ricarica' }).click()
  await page.getByRole('heading', { level: 1, name: 'Famiglia' }).waitFor()
  // The part that did not come is complained of by the browser.
  complaints = []
})

test('a page whose words do not come shows at once how to load it anew, and does so by itself on the network', async () => {
  const context = await newPerson(browser, { ...PHONE, locale: 'it-IT', timeZone: 'Europe/Rome' })
  people.push(context)
  const page = await context.newPage()
  let away = true
  // Its script comes, and then nothing more.
  await page.route(/\/assets\/it-|\/$/, (route) =>
    away && route.request().resourceType() !== 'document' ? route.abort() : route.continue(),
  )
  const asked = page.waitForRequest((request) => request.url() === `${base}/` && request.resourceType() === 'fetch')
  await page.goto(base)
  await page.getByRole('link', { name: 'Ricarica' }).waitFor()
  // By the script that has come, and not because it has waited long enough.
  expect(await page.locator('.late').evaluate((main) => main.style.visibility)).toBe('visible')
  await asked
  away = false
  await page.evaluate(() => window.dispatchEvent(new Event('online')))
  await page.getByRole('heading', { level: 1, name: 'Accedi a Qiaoyi' }).waitFor()
})

test('a page whose script does not come shows a way to load it anew, though not at once', async () => {
  const context = await newPerson(browser, { ...PHONE, locale: 'it-IT', timeZone: 'Europe/Rome' })
  people.push(context)
  const page = await context.newPage()
  await page.route(/\/assets\/start-.*\.js/, (route) => route.abort())
  await page.goto(base)
  const link = page.getByRole('link', { name: 'Ricarica' })
  expect(await link.isVisible()).toBe(false)
  await link.waitFor()
  await expectAccessible(page)
  // Who wants no motion sees it no sooner.
  await page.emulateMedia({ reducedMotion: 'reduce' })
  await page.reload()
  expect(await link.isVisible()).toBe(false)
  await link.waitFor()
  await page.unroute(/\/assets\/start-.*\.js/)
  await link.click()
  await page.getByRole('heading', { level: 1, name: 'Accedi a Qiaoyi' }).waitFor()
  expect(await page.locator('.late').count()).toBe(0)
})

test.each([
  ['zh-CN', 'light'],
  ['en-GB', 'dark'],
  ['it-IT', 'light'],
  ['es-ES', 'dark'],
] as const)(
  'the sign-in page in %s and %s fits a phone, also at twice the size, and is accessible',
  async (locale, colorScheme) => {
    const page = await open('/', { locale, colorScheme })
    await page.getByRole('heading', { level: 1 }).waitFor()
    expect(await page.evaluate(() => document.documentElement.lang.slice(0, 2))).toBe(locale.slice(0, 2))
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360)
    await expectAccessible(page)
    await page.setViewportSize({ width: 180, height: 370 })
    await expect.poll(() => page.evaluate(() => document.documentElement.scrollWidth)).toBe(180)
  },
)
