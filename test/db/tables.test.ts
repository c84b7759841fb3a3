import { readFileSync } from 'node:fs'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import type { Word } from '../../db/column-types.ts'
import { typesOfTables } from '../../scripts/tables.ts'
import { createTestDatabase } from '../support/database.ts'
import { openTestDatabase } from '../support/hospital.ts'

const written = readFileSync('db/tables.ts', 'utf8')
const database = openTestDatabase()

test('the types of the tables are what `npm run tables` writes from the migrations', async () => {
  expect(await typesOfTables(database.db, written)).toBe(written)
})

test('a column is what the catalogue has it be, with the words of the check that has its name', async () => {
  await using own = await createTestDatabase()
  await sql`
    alter table duty
      drop column paused_because,
      add column mood text not null default 'calm',
      add column moods text[],
      add column place bigint generated always as identity,
      add constraint duty_mood check (mood in ('calm', 'cross')),
      add constraint duty_moods check (moods is null or moods <@ array['calm', 'cross']),
      add constraint duty_calm check (place > 0 or mood = 'calm')`.execute(own.owner)
  await sql`
    alter table account
      drop constraint account_role,
      add constraint account_role check (role in ('compatriot', 'doctor', 'coordinator', 'nurse'))`.execute(own.owner)
  const types = await typesOfTables(own.owner, '')
  expect(types).toContain(`
interface DutyTable {
  id: Generated<string>
  expertId: string
  shiftId: string
  startedAt: Instant
  pausedAt: Instant | null
  endedAt: Instant | null
  mood: Generated<('calm' | 'cross')>
  moods: ('calm' | 'cross')[] | null
  place: GeneratedAlways<number>
}
`)
  // The words are those of no list any more: what the contracts say is something else, and does not compile with it.
  expect(types).toContain(`  role: ('compatriot' | 'doctor' | 'coordinator' | 'nurse')\n`)
  expect(types).not.toContain('vocabulary.roles')

  await sql`alter table duty add column door point`.execute(own.owner)
  await expect(typesOfTables(own.owner, '')).rejects.toThrow('duty.door')
})

test('a column of a view is what it is in the tables behind, and what the view makes of it', async () => {
  await using own = await createTestDatabase()
  await sql`
    create view meeting as
    select id, expert_id, status, room_epoch from consultation
    union all
    select id, null, case when ended_at is null then 'called' else 'calledInVain' end, 1 from call`.execute(own.owner)
  expect(await typesOfTables(own.owner, '')).toContain(`
interface MeetingView {
  id: string
  expertId: string | null
  status: Words['encounterStatuses']
  roomEpoch: number
}
`)
})

test('what is written over a table or a column stays there, and goes with it', async () => {
  const former = `
/** Who is there. */
interface DutyTable {
  /** Whose. */
  expertId: string
  /** Gone. */
  gone: string
}
`
  const types = await typesOfTables(database.db, former)
  expect(types).toContain(`
/** Who is there. */
interface DutyTable {
  id: Generated<string>
  /** Whose. */
  expertId: string
  shiftId: string
`)
  expect(types).not.toContain('Gone.')
})

test('a list of the vocabulary that has a word more than its check does not compile', () => {
  const ofCheck: Word<readonly ['calm'], 'calm' | 'cross'>[] = ['calm', 'cross']
  // @ts-expect-error -- the check allows no 'cross'
  const ofList: Word<readonly ['calm', 'cross'], 'calm'>[] = ['calm']
  expect([ofCheck, ofList]).toEqual([['calm', 'cross'], ['calm']])
})
