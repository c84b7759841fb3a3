import type { BrowserContext, Page } from 'playwright-core'
import '../support/bare-call.ts'

declare global {
  interface Window {
    __firstFrameAt?: number
  }
}

/**
 * Lets every page of the context take two times by its own clock: when it had what it takes to enter the room (the
 * answer to `…/enter`; the bare page says so itself), and when the first frame of somebody else was on screen.
 */
export async function timeFirstFrames(context: BrowserContext): Promise<void> {
  await context.addInitScript(() => {
    const plainFetch = window.fetch
    window.fetch = async (...request) => {
      const response = await plainFetch(...request)
      if (response.url.endsWith('/enter')) window.__admittedAt ??= performance.now()
      return response
    }
    window.RTCPeerConnection = class extends window.RTCPeerConnection {
      constructor(configuration?: RTCConfiguration) {
        super(configuration)
        this.addEventListener('track', ({ track }) => {
          if (track.kind !== 'video') return
          const video = document.createElement('video')
          video.muted = true
          video.srcObject = new MediaStream([track])
          video.requestVideoFrameCallback(() => (window.__firstFrameAt ??= performance.now()))
          void video.play()
        })
      }
    }
  })
}

/** Milliseconds from the way into the room to the first frame, once that has come. */
export async function msToFirstFrame(page: Page): Promise<number> {
  await page.waitForFunction(() => window.__firstFrameAt !== undefined)
  return await page.evaluate(() => (window.__firstFrameAt ?? Number.NaN) - (window.__admittedAt ?? Number.NaN))
}
