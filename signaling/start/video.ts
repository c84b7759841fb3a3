import { join } from 'node:path'

import { type Carrier, CarrierError } from '../../media/carrier.ts'
import { findLiveKitServer } from '../../media/find-server.ts'
import { type LiveKitAccess, liveKitCarrier } from '../../media/livekit.ts'
import { startLocalLiveKit } from '../../media/local-server.ts'
import { CannotStart } from '../../supervision/cannot-start.ts'
import type { StartOptions } from './database.ts'

/** The LiveKit that the environment names, or one of our own, which sends its webhooks to this port. */
export async function startVideo(options: StartOptions, port: number): Promise<LiveKitAccess> {
  const { host, liveKit } = options.config
  const reachedAt = ['localhost', '0.0.0.0', '::'].includes(host) ? '127.0.0.1' : host
  if (!liveKit) return startLocal(options, `http://${reachedAt}:${port}/api/video/webhook`)
  await checkGiven(liveKitCarrier(liveKit), liveKit.url, options.progress)
  return liveKit
}

async function startLocal(options: StartOptions, webhookUrl: string): Promise<LiveKitAccess> {
  const { config, watchdog, shutdown, log, progress } = options
  const server = await startLocalLiveKit({
    binary: await findLiveKitServer({ binary: config.liveKitServer, mirror: config.liveKitMirror, progress }),
    dataFolder: join(config.dataFolder, 'livekit'),
    log,
    watchdog,
    webhookUrl,
  })
  shutdown.add(() => server.stop())
  return server
}

/** Wrong keys stay wrong; a LiveKit that is just not there may come, and the rest of the hospital works without it. */
async function checkGiven(carrier: Carrier, url: string, progress: StartOptions['progress']): Promise<void> {
  try {
    await carrier.whoIsThere('start')
  } catch (error) {
    if (!(error instanceof CarrierError)) throw error
    if (error.kind === 'refused') {
      throw new CannotStart(
        `The LiveKit at ${url} refuses LIVEKIT_API_KEY and LIVEKIT_API_SECRET.\n` +
          'Correct them, or leave all three LIVEKIT variables unset to use a LiveKit of our own.',
        { cause: error },
      )
    }
    if (error.kind === 'unreachable') progress(`no LiveKit answers at ${url}: there is no video until it does`)
  }
}
