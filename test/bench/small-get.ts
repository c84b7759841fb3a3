import { compare, type Row } from './compare.ts'
import { requestsPerSecond } from './http-load.ts'
import type { Servers } from './servers.ts'

const CONNECTIONS = 32
const DURATION_MS = 2_000

/** Who am I, asked by somebody signed in, against a route that answers the same object to anybody. */
export async function benchSmallGet({ app, bare }: Servers): Promise<Row> {
  const load = { connections: CONNECTIONS, durationMs: DURATION_MS }
  const { port, cookie } = app.ready
  return await compare({
    name: `GET /api/me, signed in, ${CONNECTIONS} connections, against a bare Fastify route`,
    unit: '1/s',
    aim: 0.6,
    ours: () => requestsPerSecond({ ...load, port, path: '/api/me', headers: { cookie } }),
    bare: () => requestsPerSecond({ ...load, port: bare.ready.port, path: '/small' }),
  })
}
