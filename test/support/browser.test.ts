import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { expectAccessible, launchBrowser, newPerson, PHONE, withNetworkLost } from './browser.ts'

let server: Server
let browser: Browser

beforeAll(async () => {
  server = createServer((request, response) => {
    const body = request.url === '/bad' ? '<img src="/x.png">' : '<p>好</p>'
    response.writeHead(200, {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': "default-src 'self'",
    })
    response.end(
      `<!doctype html><html lang="zh-CN"><meta name="viewport" content="width=device-width"><title>页</title><main><h1>页</h1>${body}</main></html>`,
    )
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  browser = await launchBrowser()
})

afterAll(async () => {
  await browser?.close()
  server?.closeAllConnections()
  server?.close()
})

async function open(path: string, person = {}): Promise<Page> {
  const page = await (await newPerson(browser, person)).newPage()
  await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`)
  return page
}

test('what is not accessible is named, under a strict content security policy as well', async () => {
  await expectAccessible(await open('/good'))
  await expect(expectAccessible(await open('/bad'))).rejects.toThrow(/image-alt \(critical\)[^]*<img src="\/x\.png">/)
})

test('a person has the screen, language, zone and colours asked for', async () => {
  const page = await open('/good', { ...PHONE, locale: 'it-IT', timeZone: 'Europe/Rome', colorScheme: 'dark' })
  expect(
    await page.evaluate(() => [
      innerWidth,
      navigator.language,
      Intl.DateTimeFormat().resolvedOptions().timeZone,
      matchMedia('(prefers-color-scheme: dark)').matches,
    ]),
  ).toEqual([360, 'it-IT', 'Europe/Rome', true])
})

test('while the network is lost a request hangs, then it is answered', async () => {
  const page = await open('/good', { losableNetwork: true })
  let answered = false
  const answer = (): Promise<number> => page.evaluate(async () => (await fetch('/')).status)
  expect(await answer()).toBe(200)

  let pending: Promise<number> | undefined
  await withNetworkLost(page.context(), 1_000, {
    meanwhile: async () => {
      pending = answer().finally(() => (answered = true))
    },
  })
  const answeredWhileLost = answered
  expect(await pending).toBe(200)
  expect(answeredWhileLost).toBe(false)
})
