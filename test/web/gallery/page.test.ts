import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import react from '@vitejs/plugin-react'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { build, type InlineConfig, preview, type PreviewServer } from 'vite'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { shelves } from '../../../web/gallery/pieces.ts'
import { expectAccessible, launchBrowser, newPerson, screenshot } from '../../support/browser.ts'

const names = shelves.flatMap(({ pieces }) => pieces.map(({ piece }) => piece.name))

let folder: string
let served: PreviewServer
let browser: Browser
let person: BrowserContext
let address: string
const complaints: string[] = []

/**
 * Built, since a page that Vite serves from the sources may load anew while Vite still finds what is imported; and without the chunks
 * of the client, which would bring both pages' code to each of them.
 */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'qiaoyi-gallery-'))
  const config: InlineConfig = { configFile: false, root: 'web', logLevel: 'warn', plugins: [react()] }
  const input = ['index', 'pieces'].map((name) => resolve(`web/gallery/${name}.html`))
  await build({ ...config, build: { outDir: folder, emptyOutDir: true, minify: false, rolldownOptions: { input } } })
  served = await preview({ ...config, build: { outDir: folder }, preview: { host: '127.0.0.1', port: 0 } })
  address = `${served.resolvedUrls?.local[0] ?? ''}gallery/`
  browser = await launchBrowser()
  person = await newPerson(browser)
})

afterAll(async () => {
  await browser?.close()
  await served?.close()
  if (folder) await rm(folder, { recursive: true })
})

afterEach(() => {
  const said = complaints.splice(0)
  if (said.length > 0) throw new Error(said.join('\n'))
})

async function open(path: string): Promise<Page> {
  const page = await person.newPage()
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text())
  })
  await page.goto(address + path)
  return page
}

test.each([
  ['zh-CN', 'light', 'usual', 'compatriot', 360],
  ['it', 'dark', 'larger', 'compatriot', 360],
  ['it', 'light', 'usual', 'staff', 1440],
] as const)('in %s, %s, with %s text for %s, all pieces can be read at %i pixels', async (...row) => {
  const [language, scheme, text, reader, width] = row
  const hash = new URLSearchParams({ language, scheme, text, reader }).toString()
  const page = await open(`pieces.html#${hash}`)
  await page.setViewportSize({ width, height: 900 })
  await expect.poll(async () => await page.locator('section > h2').allTextContents()).toEqual(names)
  await expectAccessible(page)
  // Nothing is wider than the window.
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width)
  await screenshot(page, `gallery-${row.join('-')}`)
  await page.close()
})

test('the frame follows the controls', async () => {
  const page = await open('')
  const frame = page.frameLocator('iframe')
  const html = frame.locator('html')
  const send = frame.getByRole('region', { name: 'Button', exact: true }).getByRole('button').first()
  await expect.poll(async () => await send.textContent()).toBe('发送验证码')
  for (const [label, choice] of [
    ['Language', 'it'],
    ['Theme', 'dark'],
    ['Text', 'larger'],
    ['Reader', 'staff'],
    ['Width', '768'],
    ['Piece', 'Button'],
  ] as const) {
    await page.getByLabel(label, { exact: true }).selectOption(choice)
  }
  await expect.poll(async () => await send.textContent()).toBe('Invia il codice')
  expect(await html.getAttribute('lang')).toBe('it')
  expect(await html.getAttribute('data-scheme')).toBe('dark')
  expect(await html.getAttribute('data-text')).toBe('larger')
  expect(await html.getAttribute('data-reader')).toBe('staff')
  expect(await page.locator('iframe').getAttribute('width')).toBe('768')
  expect(await frame.getByRole('heading', { level: 2 }).allTextContents()).toEqual(['Button'])
  await expectAccessible(page)
  await page.close()
})

test('hover, focus and a finger are shown without any of them', async () => {
  const page = await open('pieces.html#reader=staff&piece=Button')
  const inState = (state: string) => page.locator('figure', { hasText: state }).getByRole('button').first()
  const background = async (state: string) =>
    await inState(state).evaluate((button) => getComputedStyle(button).backgroundColor)
  const outline = async (state: string) =>
    await inState(state).evaluate((button) => getComputedStyle(button).outlineStyle)
  await inState('Disabled').waitFor()
  expect(await background('Under the pointer')).not.toBe(await background('With the focus'))
  expect([await outline('With the focus'), await outline('Under the pointer')]).toEqual(['solid', 'none'])
  const height = async () => (await inState('Small and busy').boundingBox())?.height
  expect(await height()).toBe(36)
  await page.evaluate(() => {
    location.hash += '&pointer=finger'
  })
  await expect.poll(height).toBe(48)
  await page.close()
})
