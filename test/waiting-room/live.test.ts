import { expect, test } from 'vitest'
import type { ServerFrame } from '../../signaling/live/contract.ts'
import type { QueueDelta, QueuePlace, Ticket } from '../../signaling/waiting-room/contract.ts'
import type { TestAccount } from '../support/answering.ts'
import { openHospital } from '../support/hospital.ts'
import { LiveClient } from '../support/live-client.ts'
import { addPatient } from '../support/people.ts'
import { newTicket } from '../support/visits.ts'

const site = openHospital({ http: { listens: true } })

async function takePlace(
  over: Parameters<typeof newTicket>[1] = {},
): Promise<{ account: TestAccount; ticket: Ticket }> {
  const account = await site.addAccount('compatriot')
  const patientId = await addPatient(site, { accountId: account.id })
  const { body } = await site.send(account, 'POST', '/api/tickets', newTicket(patientId, over))
  return { account, ticket: body }
}

const on = (type: ServerFrame['type'], topic: string) => (frame: ServerFrame) =>
  frame.type === type && 'topic' in frame && frame.topic === topic

test('a place moves by deltas that are the same for all, and the ticket tells what became of it', async () => {
  const before = await takePlace()
  site.clock.forward({ minutes: 1 })
  const mine = await takePlace()
  const client = await new LiveClient(site.port, mine.account).opened()
  client.send({ type: 'watch', topic: 'queue:generalPractice', key: mine.ticket.queueKey ?? 0 })
  client.send({ type: 'watch', topic: `ticket:${mine.ticket.id}` })
  client.send({ type: 'watch', topic: `ticket:${before.ticket.id}` })
  client.send({ type: 'watch', topic: 'queue:nowhere' })
  client.send({ type: 'watch', topic: 'board' })
  const place = (await client.frame(on('snapshot', 'queue:generalPractice'))) as { data: QueuePlace }
  expect(place.data).toMatchObject({ ahead: 1, aheadByUrgency: 0, figures: { waiting: 2 } })
  await client.frame(on('snapshot', `ticket:${mine.ticket.id}`))
  // Somebody else's ticket, a queue that is none, and the coordinators' board.
  await client.frame(on('refused', `ticket:${before.ticket.id}`))
  await client.frame(on('refused', 'queue:nowhere'))
  await client.frame(on('refused', 'board'))

  site.clock.forward({ minutes: 1 })
  const urgent = await takePlace({ redFlags: ['chestPain'] })
  const entered = (await client.frame(on('change', 'queue:generalPractice'))) as { data: QueueDelta }
  expect(entered.data).toMatchObject({
    entered: [urgent.ticket.queueKey],
    left: [],
    figures: { waiting: 3, urgent: 1 },
  })

  await site.send(mine.account, 'POST', `/api/tickets/${mine.ticket.id}/leave`, {})
  const left = (await client.frame(on('change', `ticket:${mine.ticket.id}`))) as { data: Ticket }
  expect(left.data).toMatchObject({ status: 'left', leftReason: 'patient' })
  client.close()
})
