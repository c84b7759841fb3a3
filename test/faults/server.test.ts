import { setTimeout as sleep } from 'node:timers/promises'
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { freePort } from '../../supervision/free-port.ts'
import shell from '../../web/shell/words/zh-CN.json' with { type: 'json' }
import identity from '../../web/identity/words/zh-CN.json' with { type: 'json' }
import { expectAccessible, framesRising, launchBrowser, newPerson, PHONE } from '../support/browser.ts'
import { meetInDemo } from '../support/demo-visit.ts'
import { createDataFolder, killLeftovers, startQiaoyi } from '../support/qiaoyi.ts'

let browser: Browser

beforeAll(async () => {
  browser = await launchBrowser()
})
afterEach(killLeftovers)
afterAll(() => browser?.close())

/** A page that was loaded anew has lost its mark. */
const mark = (page: Page) => page.evaluate(() => void Object.assign(window, { marked: true }))
const isMarked = (page: Page) => page.evaluate(() => 'marked' in window)

test('a killed server that is started again, at once or after 25 s, brings a call back within ten seconds, without a reload', async () => {
  await using folder = await createDataFolder()
  const env = { DATA_FOLDER: folder.path, PORT: String(await freePort()) }
  let server = startQiaoyi(env)
  await server.ready()
  await expect.poll(() => server.output).toContain('sign in as coordinator')
  const { compatriot, doctor, close } = await meetInDemo(browser, server.output)
  const both = [compatriot, doctor]
  await Promise.all(both.map(mark))

  for (const seconds of [0, 25]) {
    server.process.kill('SIGKILL')
    await server.ended()
    await sleep(seconds * 1_000)
    server = startQiaoyi(env)
    await server.ready()
    await Promise.all(both.map((page) => framesRising(page, { withinMs: 10_000 })))
    expect(await Promise.all(both.map(isMarked))).toEqual([true, true])
  }
  await close()
})

test('a screen that a killed server can’t bring says that there is no connection, and opens by itself once it is up again', async () => {
  await using folder = await createDataFolder()
  const env = { DATA_FOLDER: folder.path, PORT: String(await freePort()) }
  let server = startQiaoyi(env)
  await server.ready()
  await expect.poll(() => server.output).toContain('sign in as coordinator')
  const link = /^sign in as compatriot (\S+)$/m.exec(server.output)?.[1] ?? ''
  const person = await newPerson(browser, { ...PHONE, locale: 'zh-CN', timeZone: 'Europe/Rome' })
  const page = await person.newPage()
  await page.goto(link)
  const toFamily = page.getByRole('link', { name: shell.family, exact: true })
  await toFamily.waitFor()

  server.process.kill('SIGKILL')
  await server.ended()
  await toFamily.click()
  await page.getByRole('heading', { level: 1, name: shell.offlineTitle }).waitFor()
  await expectAccessible(page)
  // Nothing is loaded anew where nothing would come.
  await mark(page)
  await sleep(5_000)
  expect(await isMarked(page)).toBe(true)

  server = startQiaoyi(env)
  await server.ready()
  // It is asked every thirty seconds at least.
  await page.getByRole('heading', { level: 1, name: identity['family.title'] }).waitFor({ timeout: 60_000 })
  expect(await isMarked(page)).toBe(false)
  await person.close()
})
