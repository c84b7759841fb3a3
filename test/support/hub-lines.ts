import type { AccountViewer } from '../../signaling/access.ts'
import { defineAccess } from '../../signaling/access.ts'
import type { ServerFrame } from '../../signaling/live/contract.ts'
import type { Hub } from '../../signaling/live/hub.ts'
import type { Line } from '../../signaling/live/open-lines.ts'
import { transact } from '../../signaling/live/transact.ts'
import type { Topic } from '../../signaling/topics.ts'
import type { TestHospital } from './hospital.ts'

/** Lets everybody who has an account see a topic of a hub's test. */
export const { see } = defineAccess('test', {
  see: { who: { compatriot: ['any'], doctor: ['any'], coordinator: ['any'] } },
})

/** A hub's line with every frame it was sent, when, and the codes it was closed with. */
export interface TestLine extends Line {
  readonly frames: ServerFrame[]
  readonly times: number[]
  readonly closed: number[]
}

let people = 0

export function newViewer(accountId = `account-${(people += 1)}`): AccountViewer {
  return {
    role: 'compatriot',
    accountId,
    sessionId: crypto.randomUUID(),
    sessionExpiresAt: Temporal.Instant.from('2099-01-01T00:00:00Z'),
    name: accountId,
    locale: 'en',
    expertId: undefined,
  }
}

export function openLineTo(hub: Hub, viewer = newViewer()): TestLine {
  const line: TestLine = {
    viewer,
    frames: [],
    times: [],
    closed: [],
    send(frame) {
      line.frames.push(JSON.parse(frame.toString()) as ServerFrame)
      line.times.push(performance.now())
    },
    close: (code) => void line.closed.push(code),
  }
  hub.open(line)
  return line
}

/** What a line was told of a topic, in order. */
export function told(line: TestLine, topic: string): unknown[] {
  return line.frames.map((frame) =>
    frame.type === 'pong' || frame.topic !== topic ? undefined : frame.type === 'refused' ? 'refused' : frame.data,
  )
}

/** Commits a transaction that announces these topics, which needn't be the application's. */
export async function announceTopics(hospital: TestHospital, names: readonly string[]): Promise<void> {
  await transact(hospital, async (_trx, announce) => announce(...(names as Topic[])))
  await hospital.outbox.settled()
}
