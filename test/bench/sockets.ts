import { readFile } from 'node:fs/promises'
import { setTimeout as pause } from 'node:timers/promises'
import type { ServerProcess } from './child.ts'
import { compare, type Finding, type Measure, ratioOf } from './compare.ts'
import type { Servers } from './servers.ts'
import { Listeners } from './socket-load.ts'

const OPEN = 12_000
/** Few enough that all rounds together leave a client's ports free. */
const A_ROUND = 1_500
/** What a process has open beside its sockets, many times over. */
const SPARE_FILES = 500
/** Until a server has noticed that all are gone. */
const GONE_MS = 1_000

/** Sockets of somebody signed in, which are let in and answered, against those of `ws` as it comes. */
export async function benchSockets({ app, bare }: Servers): Promise<Finding> {
  const most = await openFilesAllowed()
  if (most < OPEN + SPARE_FILES) {
    throw new Error(`${most} files may be open at once (ulimit -n), and ${OPEN + SPARE_FILES} have to be`)
  }
  const connectOurs = (count: number) =>
    Listeners.connect(`ws://127.0.0.1:${app.ready.port}/api/live`, count, {
      headers: { cookie: app.ready.cookie, origin: `http://127.0.0.1:${app.ready.port}` },
    })
  const connectBare = (count: number) => Listeners.connect(`ws://127.0.0.1:${bare.ready.port}/live`, count)

  // First: who has just started has not yet taken what is taken once.
  const handshakes = await compare({
    name: `handshakes of live sockets, ${A_ROUND.toLocaleString('en')} at a stretch, against bare ws`,
    unit: '1/s',
    aim: 0.75,
    ours: handshakesPerSecond(connectOurs),
    bare: handshakesPerSecond(connectBare),
  })
  const ours = await bytesASocket(app, connectOurs, async (listeners) => {
    await listeners.untilAllGot(() => listeners.send(JSON.stringify({ type: 'ping' })))
  })
  const bares = await bytesASocket(bare, connectBare, async (listeners) => {
    await listeners.untilAllGot(() => bare.tell({ frame: 'here' }))
  })
  const memory = {
    name: `memory a socket, ${OPEN.toLocaleString('en')} open, against bare ws`,
    unit: 'B',
    aim: 1.3,
  } as const
  return {
    rows: [handshakes, ratioOf(memory, [{ ours, bare: bares }])],
    note: 'sockets: one client shakes hands with both sides; each socket was told something while all were open',
  }
}

type Connect = (count: number) => Promise<Listeners>

/** @param reach resolves once every socket has got something */
async function bytesASocket(
  server: Pick<ServerProcess<unknown>, 'memory'>,
  connect: Connect,
  reach: (listeners: Listeners) => Promise<void>,
): Promise<number> {
  const before = await server.memory()
  const listeners = await connect(OPEN)
  try {
    await reach(listeners)
    return ((await server.memory()) - before) / OPEN
  } finally {
    listeners.close()
    await pause(GONE_MS)
  }
}

function handshakesPerSecond(connect: Connect): Measure {
  return async () => {
    const startedAt = performance.now()
    const listeners = await connect(A_ROUND)
    const perSecond = A_ROUND / ((performance.now() - startedAt) / 1000)
    listeners.close()
    await pause(GONE_MS)
    return perSecond
  }
}

/** Of this process, and so of the servers that it starts. */
async function openFilesAllowed(): Promise<number> {
  const limits = await readFile('/proc/self/limits', 'utf8')
  return Number(/^Max open files +(\d+)/m.exec(limits)?.[1] ?? Number.POSITIVE_INFINITY)
}
