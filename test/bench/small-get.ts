import { compare, type Finding, type Measure, median } from './compare.ts'
import { requestsPerSecond } from './http-load.ts'
import type { Servers } from './servers.ts'

const CONNECTIONS = 32
const DURATION_MS = 2_000

/** Who am I, asked by somebody signed in, against a route that answers the same object to anybody. */
export async function benchSmallGet({ app, bare }: Servers): Promise<Finding> {
  const { port, cookie } = app.ready
  const load = { connections: CONNECTIONS, durationMs: DURATION_MS }
  const ours = perRequest(app, () => requestsPerSecond({ ...load, port, path: '/api/me', headers: { cookie } }))
  const bares = perRequest(bare, () => requestsPerSecond({ ...load, port: bare.ready.port, path: '/small' }))
  const row = await compare({
    name: `GET /api/me, signed in, ${CONNECTIONS} connections, against a bare Fastify route`,
    unit: '1/s',
    aim: 0.75,
    ours: ours.measure,
    bare: bares.measure,
  })
  const note = `GET: Node's processor time a request ${ours.cpuMs().toFixed(3)} ms, bare ${bares.cpuMs().toFixed(3)} ms; the rest waits for PostgreSQL`
  return { rows: [row], note }
}

function perRequest(server: Servers['app' | 'bare'], rate: Measure): { measure: Measure; cpuMs: () => number } {
  const costs: number[] = []
  return {
    async measure() {
      const before = await server.cpuMs()
      const perSecond = await rate()
      costs.push(((await server.cpuMs()) - before) / ((perSecond * DURATION_MS) / 1000))
      return perSecond
    },
    cpuMs: () => median(costs),
  }
}
