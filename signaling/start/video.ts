import { join } from 'node:path'

import { type Carrier, CarrierError } from '../../media/carrier.ts'
import { comingCarrier } from '../../media/coming-carrier.ts'
import { findInstalledServer, getServer } from '../../media/find-server.ts'
import { type LiveKitAccess, liveKitCarrier } from '../../media/livekit.ts'
import { type LocalLiveKitOptions, reserveLocalLiveKit, startLocalLiveKit } from '../../media/local-server.ts'
import { CannotStart } from '../../supervision/cannot-start.ts'
import type { StartOptions } from './database.ts'

export interface StartedVideo {
  readonly access: LiveKitAccess
  readonly carrier: Carrier
  /**
   * Gets a LiveKit where none is here, and starts it; what is wrong with that is told, and the hospital goes on without video.
   * For after the people at the console have what they wait for: it takes minutes.
   */
  readonly get: () => Promise<void>
}

/**
 * The LiveKit that the environment names, or one of our own, which sends its webhooks to this port.
 * @throws CannotStart where what was named is wrong
 */
export async function startVideo(options: StartOptions, port: number): Promise<StartedVideo> {
  const { host, liveKit } = options.config
  if (liveKit) {
    const carrier = liveKitCarrier(liveKit)
    await checkGiven(carrier, liveKit.url, options.progress)
    return { access: liveKit, carrier, get: () => Promise.resolve() }
  }
  const reachedAt = ['localhost', '0.0.0.0', '::'].includes(host) ? '127.0.0.1' : host
  return await startLocal(options, `http://${reachedAt}:${port}/api/video/webhook`)
}

async function startLocal(options: StartOptions, webhookUrl: string): Promise<StartedVideo> {
  const { config, watchdog, shutdown, log, progress } = options
  const local = { dataFolder: join(config.dataFolder, 'livekit'), log, watchdog, webhookUrl }
  const start = async (given: Pick<LocalLiveKitOptions, 'binary' | 'reserved'>) => {
    const server = await startLocalLiveKit({ ...local, ...given })
    shutdown.add(() => server.stop())
    return server
  }
  const places = { binary: config.liveKitServer, mirror: config.liveKitMirror }
  const binary = await findInstalledServer(places)
  if (binary !== undefined) {
    const access = await start({ binary })
    return { access, carrier: liveKitCarrier(access), get: () => Promise.resolve() }
  }
  const { access, reserved } = await reserveLocalLiveKit(local)
  let coming = true
  return {
    access,
    carrier: comingCarrier(liveKitCarrier(access), () => coming),
    async get() {
      try {
        await start({ binary: await getServer({ ...places, progress }), reserved })
        progress('video is ready')
      } catch (error) {
        if (!(error instanceof CannotStart)) throw error
        progress(`there is no video until the next start. ${error.message}`)
      } finally {
        coming = false
      }
    },
  }
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
