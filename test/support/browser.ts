import { mkdir, readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { AxeResults, RunOptions } from 'axe-core'
import { type Browser, type BrowserContext, chromium, type Locator, type Page } from 'playwright-core'
import { type BrowserKind, findOrInstallChromium } from './chromium.ts'
import { Network } from './network.ts'

const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--use-fake-ui-for-media-stream',
]

/** A second of their pictures, which processors without help encode and decode: enough to see that they keep coming. */
const framesPerSecond = 10

export interface WantedBrowser {
  readonly cameras?: number
  /** The shell unless a test needs what only the whole browser has. */
  readonly kind?: BrowserKind
}

/** A real Chromium with an empty profile, a moving test picture for a camera and a beep for a microphone. */
export async function launchBrowser({ cameras = 1, kind = 'shell' }: WantedBrowser = {}): Promise<Browser> {
  const executablePath = await findOrInstallChromium((line) => process.stderr.write(`${line}\n`), kind)
  const args = [...FLAGS, `--use-fake-device-for-media-stream=device-count=${cameras},fps=${framesPerSecond}`]
  return await chromium.launch({ executablePath, headless: true, args })
}

export interface Person {
  /** CSS pixels; a desktop of 1440 × 900 unless given. */
  readonly size?: { readonly width: number; readonly height: number }
  /** A phone: touch and a mobile viewport. */
  readonly phone?: boolean
  readonly locale?: string
  readonly timeZone?: string
  readonly colorScheme?: 'light' | 'dark'
  /** Another browser's name than this one's. */
  readonly userAgent?: string
  /** Sends all their traffic through a network that {@link withNetworkLost} can take away. */
  readonly losableNetwork?: boolean
}

const networks = new WeakMap<BrowserContext, Network>()

/** A browser of one person: their own cookies, language, clock and screen. */
export async function newPerson(browser: Browser, person: Person = {}): Promise<BrowserContext> {
  const network = person.losableNetwork ? await Network.open() : undefined
  const context = await browser.newContext({
    viewport: person.size ?? { width: 1440, height: 900 },
    ...(person.phone && { isMobile: true, hasTouch: true }),
    locale: person.locale ?? 'zh-CN',
    timezoneId: person.timeZone ?? 'Asia/Shanghai',
    colorScheme: person.colorScheme ?? 'light',
    ...(person.userAgent && { userAgent: person.userAgent }),
    reducedMotion: 'reduce',
    ...(network && { proxy: { server: network.proxyUrl } }),
  })
  await context.addInitScript(keepPeerConnections)
  if (network) {
    networks.set(context, network)
    context.once('close', () => void network[Symbol.asyncDispose]())
    await context.exposeBinding('__udpPortFor', (_source, address: string, port: number) =>
      network.udpPortFor(address, port),
    )
    await context.addInitScript(callThroughRelay)
  }
  return context
}

/** The phone that screens are judged on. */
export const PHONE = { size: { width: 360, height: 740 }, phone: true } as const

declare global {
  interface Window {
    __peerConnections: RTCPeerConnection[]
    __udpPortFor(address: string, port: number): Promise<number>
  }
}

/** Runs in the page, before anything else: no cooperation of the application is needed to look at its calls. */
function keepPeerConnections(): void {
  window.__peerConnections = []
  window.RTCPeerConnection = class extends window.RTCPeerConnection {
    constructor(configuration?: RTCConfiguration) {
      super(configuration)
      window.__peerConnections.push(this)
    }
  }
}

/** Runs in the page: whatever address the other end names, the call goes to the relay that stands for it. */
function callThroughRelay(): void {
  const plain = window.RTCPeerConnection.prototype
  const addIceCandidate: (candidate?: RTCIceCandidateInit) => Promise<void> = plain.addIceCandidate
  const setRemoteDescription: (description: RTCSessionDescriptionInit) => Promise<void> = plain.setRemoteDescription
  const line = /^(a=)?(candidate:\S+ \d+ udp \d+ )(\d+\.\d+\.\d+\.\d+) (\d+)( .*)$/i

  async function relayed(text: string): Promise<string> {
    const match = line.exec(text)
    if (!match) return text
    const [, start = '', candidate, address = '', port, rest] = match
    return `${start}${candidate}127.0.0.1 ${await window.__udpPortFor(address, Number(port))}${rest}`
  }
  // Each step waits for the one before, so that candidates still come after their description.
  const steps = new WeakMap<RTCPeerConnection, Promise<unknown>>()
  function inTurn(connection: RTCPeerConnection, step: () => Promise<void>): Promise<void> {
    const turn = (steps.get(connection) ?? Promise.resolve()).then(step, step)
    steps.set(connection, turn)
    return turn
  }

  plain.setRemoteDescription = function (description: RTCSessionDescriptionInit) {
    return inTurn(this, async () => {
      const lines = await Promise.all((description.sdp ?? '').split('\r\n').map(relayed))
      await setRemoteDescription.call(this, { type: description.type, sdp: lines.join('\r\n') })
    })
  }
  plain.addIceCandidate = function (candidate?: RTCIceCandidateInit | null) {
    return inTurn(this, async () => {
      if (!candidate?.candidate) return await addIceCandidate.call(this, candidate ?? undefined)
      const { sdpMid = null, sdpMLineIndex = null } = candidate
      await addIceCandidate.call(this, { candidate: await relayed(candidate.candidate), sdpMid, sdpMLineIndex })
    })
  }
}

/** Decoded frames of all videos that the page's open calls receive, by peer connection and stream. */
async function decodedByStream(page: Page): Promise<Record<string, number>> {
  return await page.evaluate(async () => {
    const decoded: Record<string, number> = {}
    for (const [index, connection] of (window.__peerConnections ?? []).entries()) {
      if (connection.connectionState === 'closed') continue
      for (const stats of (await connection.getStats()).values()) {
        if (stats.type !== 'inbound-rtp' || stats.kind !== 'video') continue
        decoded[`${index} ${stats.ssrc}`] = stats.framesDecoded ?? 0
      }
    }
    return decoded
  })
}

/** How many frames the page has decoded of the videos that it receives. */
export async function framesDecoded(page: Page): Promise<number> {
  return Object.values(await decodedByStream(page)).reduce((sum, frames) => sum + frames, 0)
}

/** Waits until the page decodes video that keeps coming: five frames more than when asked. */
export async function framesRising(page: Page, { withinMs = 40_000 } = {}): Promise<void> {
  const before = await decodedByStream(page)
  const until = performance.now() + withinMs
  for (;;) {
    const now = await decodedByStream(page)
    const risen = Object.entries(now).map(([stream, frames]) => frames - (before[stream] ?? 0))
    if (Math.max(0, ...risen) >= 5) return
    if (performance.now() > until) {
      const state = JSON.stringify({ before, now, ...(await describePage(page)) })
      throw new Error(`no video kept coming within ${withinMs} ms: ${state}`)
    }
    await sleep(100)
  }
}

/** What a page that shows no video says, and how far its calls have come. */
async function describePage(page: Page): Promise<object> {
  return await page.evaluate(() => ({
    url: location.pathname,
    says: document.body.innerText.replaceAll(/\s+/g, ' ').slice(0, 400),
    connections: window.__peerConnections.map(({ connectionState, iceConnectionState, signalingState }) =>
      [connectionState, iceConnectionState, signalingState].join(' '),
    ),
  }))
}

/** Waits until no frame has come for a second. */
export async function framesStanding(page: Page, { withinMs = 40_000 } = {}): Promise<void> {
  const until = performance.now() + withinMs
  let last = await framesDecoded(page)
  for (let still = 0; still < 5;) {
    if (performance.now() > until) throw new Error(`video still came after ${withinMs} ms`)
    await sleep(200)
    const now = await framesDecoded(page)
    still = now === last ? still + 1 : 0
    last = now
  }
}

/**
 * Takes the network of somebody made with `losableNetwork` away for so long, media included, does something meanwhile,
 * and gives it back. With `told`, the browser knows that it is offline, as a phone in a tunnel does.
 */
export async function withNetworkLost(
  context: BrowserContext,
  ms: number,
  { told = false, meanwhile = async () => {} }: { told?: boolean; meanwhile?: () => Promise<void> } = {},
): Promise<void> {
  const network = networks.get(context)
  if (!network) throw new Error('this person has no losableNetwork')
  network.lose()
  try {
    if (told) await context.setOffline(true)
    await Promise.all([sleep(ms), meanwhile()])
  } finally {
    if (told) await context.setOffline(false)
    network.restore()
  }
}

const axeSource = readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** Fails with a list that can be read if the page, as it stands now, keeps somebody from using it. */
export async function expectAccessible(page: Page): Promise<void> {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(await axeSource)
  const violations = await page.evaluate(async () => {
    // Put there a line above; the page's types know nothing of it.
    const { axe } = window as unknown as { axe: { run(options: RunOptions): Promise<AxeResults> } }
    // What passes is not looked at: it would be described in full otherwise.
    return (await axe.run({ resultTypes: ['violations'] })).violations
  })
  if (violations.length === 0) return
  const list = violations.map(({ id, impact, help, nodes }) =>
    [
      `${id} (${impact}): ${help}`,
      ...nodes.map((node) => `    ${node.target.join(' ')}  ${node.html.slice(0, 160)}\n      ${summary(node)}`),
    ].join('\n'),
  )
  throw new Error(`${page.url()} is not accessible:\n${list.join('\n')}`)
}

function summary(node: AxeResults['violations'][number]['nodes'][number]): string {
  return (node.failureSummary ?? '').split('\n').slice(1).join('; ').replaceAll(/\s+/g, ' ').trim()
}

/** Chooses a zone by what is typed of its city, in the dialog that its control opens. */
export async function chooseCity(control: Locator, typed: string): Promise<void> {
  await control.click()
  const search = control.page().getByRole('dialog').last().getByRole('searchbox')
  await search.fill(typed)
  await search.press('Enter')
  await search.waitFor({ state: 'detached' })
}

export function isFocused(part: Locator): Promise<boolean> {
  return part.evaluate((element) => element === document.activeElement)
}

/** Keeps a picture of the page in `.data/screens/<name>.png`, for who wants to look at them: with `SCREENS` in the environment. */
export async function screenshot(page: Page, name: string): Promise<void> {
  if (!process.env['SCREENS']) return
  const folder = join(import.meta.dirname, '../../.data/screens')
  await mkdir(folder, { recursive: true })
  await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true, animations: 'disabled' })
}
