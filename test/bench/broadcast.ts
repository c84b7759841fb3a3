import { compare, type Finding, median } from './compare.ts'
import type { Servers } from './servers.ts'
import { Listeners } from './socket-load.ts'

const SOCKETS = 2_000
const BROADCASTS = 10
const TOPIC = 'queue:generalPractice'

/** A change of a queue that 2,000 people watch, against `ws` sending each of as many sockets the same frame. */
export async function benchBroadcast({ app, bare }: Servers): Promise<Finding> {
  const isChange = (frame: string): boolean => frame.startsWith('{"type":"change"')
  const ours = await Listeners.connect(`ws://127.0.0.1:${app.ready.port}/api/live`, SOCKETS, {
    headers: { cookie: app.ready.cookie, origin: `http://127.0.0.1:${app.ready.port}` },
    hello: JSON.stringify({ type: 'watch', topic: TOPIC }),
  })
  const bares = await Listeners.connect(`ws://127.0.0.1:${bare.ready.port}/live`, SOCKETS)
  try {
    const { frame } = await ours.untilAllGot(() => app.tell({}), isChange)
    const wholeMs: number[] = []

    async function sendOurs(): Promise<number> {
      let ms = 0
      for (let sent = 0; sent < BROADCASTS; sent++) {
        const delivery = await ours.untilAllGot(() => app.tell({}), isChange)
        wholeMs.push(delivery.wholeMs)
        ms += delivery.firstToLastMs
      }
      return (SOCKETS * BROADCASTS) / (ms / 1000)
    }
    async function sendBare(): Promise<number> {
      let ms = 0
      for (let sent = 0; sent < BROADCASTS; sent++) {
        ms += (await bares.untilAllGot(() => bare.tell({ frame }))).firstToLastMs
      }
      return (SOCKETS * BROADCASTS) / (ms / 1000)
    }

    const row = await compare({
      name: `frames delivered, first to last of ${SOCKETS.toLocaleString('en')} sockets, against bare ws`,
      unit: '1/s',
      aim: 0.85,
      ours: sendOurs,
      bare: sendBare,
    })
    const whole = median(wholeMs).toFixed(0)
    const note = `broadcast: ${whole} ms from the wish to change the queue until the last socket knows, gathering and the commit included`
    return { rows: [row], note }
  } finally {
    ours.close()
    bares.close()
  }
}
