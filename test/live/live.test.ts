import { sql } from 'kysely'
import { pino } from 'pino'
import { expect, test } from 'vitest'
import { transact } from '../../signaling/live/transact.ts'
import type { Topic } from '../../signaling/topics.ts'
import { closeCode } from '../../signaling/vocabulary.ts'
import { openHospital, startHospital } from '../support/hospital.ts'
import { LiveClient } from '../support/live-client.ts'
import { addDoctor } from '../support/people.ts'

const site = openHospital({ http: { listens: true }, there: true })

test('a snapshot first, then what commits, and nothing that was rolled back', async () => {
  const coordinator = await site.addAccount('coordinator')
  const client = await new LiveClient(site.port, coordinator).opened()
  client.send({ type: 'watch', topic: 'roster' })
  await client.frame((frame) => frame.type === 'snapshot' && frame.topic === 'roster')

  await expect(
    transact(site, async (_trx, announce) => {
      announce('roster')
      throw new Error('changed my mind')
    }),
  ).rejects.toThrow('changed my mind')
  site.clock.forward({ seconds: 1 })
  await transact(site, async (_trx, announce) => announce('roster'))
  await client.frame((frame) => frame.type === 'change')
  await site.outbox.settled()
  expect(client.frames.filter((frame) => frame.type === 'change')).toHaveLength(1)
  client.close()
})

test('there is one of a topic without ids: nobody has it loaded anew under a name of their own', async () => {
  const compatriot = await site.addAccount('compatriot')
  const coordinator = await site.addAccount('coordinator')
  for (const [account, topics] of [
    [compatriot, ['outlook:1', 'queue:generalPractice-1']],
    [coordinator, ['board:1', 'roster:1', 'outlook:2']],
  ] as const) {
    const client = await new LiveClient(site.port, account).opened()
    for (const topic of topics) {
      client.send({ type: 'watch', topic })
      const frame = await client.frame((one) => one.type !== 'pong' && one.topic === topic)
      expect(frame).toMatchObject({ type: 'refused', error: { code: 'notFound' } })
    }
    client.close()
  }
})

test('what another process commits arrives, also after the listener was killed and its connections with it', async () => {
  const coordinator = await site.addAccount('coordinator')
  const client = await new LiveClient(site.port, coordinator).opened()
  client.send({ type: 'watch', topic: 'roster' })
  await client.frame((frame) => frame.type === 'snapshot')
  for (let turn = 1; turn <= 3; turn += 1) {
    site.clock.forward({ seconds: 1 })
    if (turn === 2) {
      await sql`select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'qiaoyi-listener' and datname = current_database()`.execute(
        site.there.db,
      )
    }
    await transact(site.there, async (_trx, announce) => announce('roster'))
    const seen = turn
    await client.frame(() => client.frames.filter((frame) => frame.type === 'change').length >= seen)
  }
  client.close()
})

test('no announcement is lost or overtaken among transactions that commit out of order', async () => {
  const heard = new Set<string>()
  const unsubscribe = site.outbox.onTopics((changed) => {
    if (changed !== 'reset') for (const topic of changed) heard.add(topic)
  })
  const names = Array.from({ length: 60 }, (_, index) => `test:${index}`)
  await Promise.all(
    names.map((name, index) =>
      transact(site, async (trx, announce) => {
        announce(name as Topic)
        await sql`select pg_sleep(${((index * 7) % 10) / 200})`.execute(trx)
      }),
    ),
  )
  await site.outbox.settled()
  unsubscribe()
  expect([...heard].filter((topic) => topic.startsWith('test:')).toSorted()).toEqual(names.toSorted())
})

test('a topic of somebody else is refused as if it were not there', async () => {
  const doctors = [await addDoctor(site), await addDoctor(site)] as const
  const [mine, theirs] = [await site.signIn(doctors[0]), doctors[1]]
  const client = await new LiveClient(site.port, mine).opened()
  client.send({ type: 'watch', topic: `duty:${theirs.expertId}` })
  client.send({ type: 'watch', topic: 'noSuchTopic' })
  client.send({ type: 'watch', topic: `duty:${doctors[0].expertId}` })
  const refused = await client.frame((frame) => frame.type === 'refused' && frame.topic.startsWith('duty'))
  expect(refused).toMatchObject({ topic: `duty:${theirs.expertId}`, error: { code: 'notFound' } })
  expect(await client.frame((frame) => frame.type === 'refused' && frame.topic === 'noSuchTopic')).toMatchObject({
    error: { code: 'notFound' },
  })
  await client.frame((frame) => frame.type === 'snapshot' && frame.topic === `duty:${doctors[0].expertId}`)
  client.close()
})

test('signing out closes the sockets of that session, and of no other', async () => {
  const [mine, theirs] = [await site.addAccount('coordinator'), await site.addAccount('coordinator')]
  const [client, other] = [
    await new LiveClient(site.port, mine).opened(),
    await new LiveClient(site.port, theirs).opened(),
  ]
  other.send({ type: 'watch', topic: 'roster' })
  expect((await site.send(mine, 'POST', '/api/sign-out')).status).toBe(204)
  expect(await client.closed).toBe(closeCode.signedOut)
  await other.frame((frame) => frame.type === 'snapshot')
  other.send({ type: 'ping' })
  await other.frame((frame) => frame.type === 'pong')
  other.close()
})

test.each([
  ['without a session', undefined, {}, 401],
  ['from the page of another host', 'coordinator', { origin: 'https://elsewhere.example' }, 403],
] as const)('no socket %s', async (_name, role, headers, status) => {
  const account = role && (await site.addAccount(role))
  expect(await new LiveClient(site.port, account, headers).closed).toBe(status)
})

test.each([
  ['no JSON', 'watch me', closeCode.badFrame],
  ['an unknown frame', { type: 'shout' }, closeCode.badFrame],
  ['a topic that is none', { type: 'watch', topic: '../../etc' }, closeCode.badFrame],
  ['a frame beyond the limit', 'x'.repeat(5000), 1009],
] as const)('%s ends the socket', async (_name, frame, code) => {
  const client = await new LiveClient(site.port, await site.addAccount('coordinator')).opened()
  client.send(frame)
  expect(await client.closed).toBe(code)
})

test('a flood of frames ends the socket', async () => {
  const client = await new LiveClient(site.port, await site.addAccount('coordinator')).opened()
  for (let count = 0; count < 300; count += 1) client.send({ type: 'ping' })
  expect(await client.closed).toBe(closeCode.tooMany)
})

test('a session that ended while the outbox was out of reach loses its socket with the reset', async () => {
  const [mine, theirs] = [await site.addAccount('coordinator'), await site.addAccount('coordinator')]
  const [client, other] = [
    await new LiveClient(site.port, mine).opened(),
    await new LiveClient(site.port, theirs).opened(),
  ]
  other.send({ type: 'watch', topic: 'roster' })
  await other.frame((frame) => frame.type === 'snapshot')
  client.send({ type: 'ping' })
  await client.frame((frame) => frame.type === 'pong')
  // Nobody announced it, or the row was trimmed before this process could read it.
  await site.database.db.deleteFrom('session').where('accountId', '=', mine.id).execute()
  await sql`update outbox_trimmed set until = (pg_current_xact_id()::text::bigint + 1)::text::xid8`.execute(
    site.database.db,
  )
  await site.outbox.settled()
  expect(await client.closed).toBe(closeCode.signedOut)
  site.clock.forward({ seconds: 1 })
  await transact(site, async (_trx, announce) => announce('roster'))
  await other.frame((frame) => frame.type === 'change')
  other.close()
})

test('snapshots and pongs say what time it is', async () => {
  const client = await new LiveClient(site.port, await site.addAccount('coordinator')).opened()
  client.send({ type: 'watch', topic: 'roster' })
  client.send({ type: 'ping' })
  const at = site.clock.now().toString()
  expect(await client.frame((frame) => frame.type === 'snapshot')).toMatchObject({ topic: 'roster', at })
  expect(await client.frame((frame) => frame.type === 'pong')).toEqual({ type: 'pong', at })
  client.close()
})

test('what a client does wrong on its socket is no line of the log', async () => {
  const lines: string[] = []
  const log = pino({ level: 'warn' }, { write: (line: string) => void lines.push(line) })
  await using own = await startHospital({ http: { listens: true }, log })
  const frames = ['x'.repeat(5000), 'watch me', { type: 'watch', topic: 'nonsense' }]
  for (const frame of frames) {
    const client = await new LiveClient(own.port, await own.addAccount('coordinator')).opened()
    client.send(frame)
    if (typeof frame === 'string') await client.closed
    else await client.frame(({ type }) => type === 'refused')
    client.close()
  }
  expect(lines).toEqual([])
})
