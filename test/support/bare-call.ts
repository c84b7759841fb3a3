import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import type * as LiveKit from 'livekit-client'
import type { Page } from 'playwright-core'
import type { Entry } from '../../media/carrier.ts'

export interface BareCallPage extends AsyncDisposable {
  readonly url: string
}

declare global {
  interface Window {
    LivekitClient: typeof LiveKit
    __room: LiveKit.Room
    /** By the page's clock, when it had what it takes to enter the room. */
    __admittedAt?: number
  }
}

/** Serves a page with livekit-client as it is published and nothing of Qiaoyi: what a call costs by itself. */
export async function serveBareCallPage(): Promise<BareCallPage> {
  const client = await readFile(
    createRequire(import.meta.url)
      .resolve('livekit-client')
      .replace(/[^/\\]+$/, UMD),
  )
  const server = createServer((request, response) => {
    if (request.url === '/livekit-client.js') {
      response.writeHead(200, { 'content-type': 'text/javascript' }).end(client)
    } else if (request.url === '/') {
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(HTML)
    } else {
      response.writeHead(404).end()
    }
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    async [Symbol.asyncDispose]() {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
}

const UMD = 'livekit-client.umd.js'
const HTML = `<!doctype html><title>bare call</title><script src="/livekit-client.js"></script>`

/** Joins with camera and microphone and shows what comes; rejects with livekit-client's reason if it is refused. */
export async function joinBareCall(page: Page, entry: Pick<Entry, 'url' | 'token'>): Promise<void> {
  await page.evaluate(async ({ url, token }) => {
    window.__admittedAt = performance.now()
    const { Room, RoomEvent } = window.LivekitClient
    const room = new Room()
    window.__room = room
    room.on(RoomEvent.TrackSubscribed, (track) => document.body.append(track.attach()))
    await room.connect(url, token)
    await room.localParticipant.enableCameraAndMicrophone()
  }, entry)
}
