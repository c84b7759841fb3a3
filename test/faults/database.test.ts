import { expect, test } from 'vitest'
import { startMatcher } from '../../signaling/matching/matcher.ts'
import { startEmbeddedHospital } from '../support/embedded-hospital.ts'
import { duringTests } from '../support/hospital.ts'
import { LiveClient } from '../support/live-client.ts'

const site = duringTests(startEmbeddedHospital)

const ticketOf = (patientId: string) => ({
  idempotencyKey: crypto.randomUUID(),
  patientId,
  complaint: '咳嗽',
  redFlags: [],
  specialty: 'respiratory',
  languages: ['cmn'],
  interpreterWanted: false,
  country: 'IT',
  toBeSupplied: [],
})

/**
 * Kills the database and waits until the supervisor has brought it back; the answers that were given meanwhile. The old
 * server's processes outlive it by a moment, in which they still say that all is well.
 */
async function killDatabase(): Promise<Set<number>> {
  const killed = site.postgres.pid
  process.kill(killed, 'SIGKILL')
  const seen = new Set<number>()
  while (site.postgres.pid === killed) {
    seen.add((await site.send(undefined, 'GET', '/readyz')).status)
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
  return seen
}

test('a killed database ends nothing: requests say so, places are kept, screens come right by themselves', async () => {
  const matcher = startMatcher(site)
  const owner = await site.addAccount('compatriot')
  const { body: patient } = await site.send(owner, 'POST', '/api/patients', {
    idempotencyKey: crypto.randomUUID(),
    name: '林秀英',
    relationship: 'parent',
  })
  const ticket = ticketOf(patient.id)
  expect((await site.send(owner, 'POST', '/api/tickets', ticket)).status).toBe(201)
  const before = await new LiveClient(site.port, owner).opened()
  before.send({ type: 'watch', topic: `tickets:${owner.id}` })
  await before.frame((frame) => frame.type === 'snapshot')

  for (let blow = 1; blow <= 2; blow += 1) {
    expect([200, 503]).toEqual(expect.arrayContaining([...(await killDatabase())]))
    // Whoever asks first finds only connections that have died, and is not told so.
    expect((await site.send(owner, 'GET', '/api/patients')).status).toBe(200)
  }

  // The same command again, as a client does whose answer was lost: the place is the one it was.
  const again = await site.send(owner, 'POST', '/api/tickets', ticket)
  expect(again.body).toMatchObject({ status: 'waiting', number: 1 })

  // A page that was cut off comes back; one that was not is told. Either sees what commits now.
  const after = await new LiveClient(site.port, owner).opened()
  after.send({ type: 'watch', topic: `tickets:${owner.id}` })
  await after.frame((frame) => frame.type === 'snapshot')
  expect((await site.send(owner, 'POST', `/api/tickets/${again.body.id}/leave`, {})).status).toBe(200)
  const change = await after.frame((frame) => frame.type === 'change')
  expect(change).toMatchObject({ data: [] })
  const cutOff = before.closed.then(() => true)
  expect(await Promise.race([cutOff, before.frame((frame) => frame.type === 'change').then(() => true)])).toBe(true)
  after.close()
  before.close()
  await matcher.stop()
})
