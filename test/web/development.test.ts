import { createServer as createUpstream } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { createServer, type ViteDevServer } from 'vite'
import { freePort } from '../../supervision/free-port.ts'

const upstream = createUpstream((_request, response) => response.end('the server’s answer'))
let vite: ViteDevServer
let url: string

beforeAll(async () => {
  await new Promise<void>((resolve) => upstream.listen(0, '127.0.0.1', resolve))
  vi.stubEnv('QIAOYI_API', `http://127.0.0.1:${String((upstream.address() as AddressInfo).port)}`)
  const port = await freePort()
  vite = await createServer({
    configFile: 'vite.config.ts',
    logLevel: 'silent',
    optimizeDeps: { noDiscovery: true },
    server: { host: '127.0.0.1', port, hmr: false, watch: null },
  })
  await vite.listen()
  url = `http://127.0.0.1:${String(port)}`
})

afterAll(async () => {
  vi.unstubAllEnvs()
  await vite?.close()
  upstream.close()
})

const get = async (path: string): Promise<string> => await (await fetch(url + path)).text()

test('in development the server answers for the API, and the client’s own modules are the client’s', async () => {
  for (const path of ['/api/me', '/api/tickets?a=1', '/api/openapi.json', '/sign-in/link/abc']) {
    expect([path, await get(path)]).toEqual([path, 'the server’s answer'])
  }
  for (const path of ['/api/client.ts', '/api/failure.tsx?t=1700000000000', '/api/words/it.json?import']) {
    expect([path, await get(path)]).toEqual([path, expect.stringContaining('export')])
  }
})
