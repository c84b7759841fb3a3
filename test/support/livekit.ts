import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Carrier } from '../../media/carrier.ts'
import { findLiveKitServer } from '../../media/find-server.ts'
import { liveKitCarrier } from '../../media/livekit.ts'
import { type LocalLiveKit, type LocalLiveKitOptions, startLocalLiveKit } from '../../media/local-server.ts'
import { startWatchdog } from '../../supervision/watchdog.ts'

export interface TestLiveKit extends AsyncDisposable {
  readonly server: LocalLiveKit
  readonly carrier: Carrier
  readonly dataFolder: string
}

/** A real LiveKit of this test file's own, and the carrier over it. Dispose of it when done. */
export async function startTestLiveKit(
  options: Pick<LocalLiveKitOptions, 'webhookUrl'> & { readonly log?: LocalLiveKitOptions['log'] } = {},
): Promise<TestLiveKit> {
  const binary = await findLiveKitServer({
    binary: process.env['LIVEKIT_SERVER'],
    progress: (line) => process.stderr.write(`${line}\n`),
  })
  const dataFolder = await mkdtemp(join(tmpdir(), 'qiaoyi-livekit-'))
  const silent = { info: () => {}, warn: () => {} }
  const watchdog = startWatchdog()
  const server = await startLocalLiveKit({ binary, dataFolder, log: silent, watchdog, ...options })
  return {
    server,
    carrier: liveKitCarrier(server),
    dataFolder,
    async [Symbol.asyncDispose]() {
      await server.stop()
      watchdog.close()
      await rm(dataFolder, { recursive: true, force: true })
    },
  }
}

/** LiveKit's API on a port where nobody listens. */
export function unreachableCarrier(): Carrier {
  return liveKitCarrier({ url: 'ws://127.0.0.1:9', apiKey: 'key', apiSecret: 'a secret of thirty-two characters' })
}
