import { type Selectable, sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import type { Database } from '../../db/tables.ts'
import {
  absentees,
  appointmentStatuses,
  cancellers,
  consultationStatuses,
  encounterStatuses,
  endReasons,
  genders,
  leftReasons,
  letterKinds,
  locales,
  participantKinds,
  participantStatuses,
  pauseReasons,
  proficiencies,
  queues,
  redFlags,
  relationships,
  roles,
  specialties,
  spokenLanguages,
  supplies,
  ticketStatuses,
  unlaidReasons,
  urgencies,
} from '../../signaling/vocabulary.ts'
import { openTestDatabase } from '../support/hospital.ts'

/** The words that a column may hold, one or several at once; never where its values are no closed set. */
type Word<Value> = Value extends readonly (infer Element)[]
  ? Word<Element>
  : Value extends string
    ? string extends Value
      ? never
      : Value
    : never

type ListsOf<Row> = {
  readonly [Column in keyof Row & string as [Word<Row[Column]>] extends [never] ? never : Column]: readonly Word<
    Row[Column]
  >[]
}

type Lists = {
  readonly [
    Table in Exclude<keyof Database, 'encounter'> as keyof ListsOf<Selectable<Database[Table]>> extends never
      ? never
      : Table
  ]: ListsOf<Selectable<Database[Table]>>
}

/** Each column whose values are a closed set, with its list: the types fail where one is missing. */
const lists: Lists = {
  account: { role: roles, languages: spokenLanguages, locale: locales },
  patient: { relationship: relationships, gender: genders },
  expert: { specialties },
  expertLanguage: { language: spokenLanguages, proficiency: proficiencies },
  unlaidShift: { reason: unlaidReasons },
  duty: { pausedBecause: pauseReasons },
  appointment: { specialty: specialties, status: appointmentStatuses, cancelledBy: cancellers },
  ticket: {
    redFlags,
    specialty: specialties,
    languages: spokenLanguages,
    urgency: urgencies,
    toBeSupplied: supplies,
    status: ticketStatuses,
    leftReason: leftReasons,
  },
  waiting: { queue: queues, languages: spokenLanguages, urgency: urgencies },
  call: { endReason: endReasons },
  consultation: { status: consultationStatuses, endReason: endReasons },
  presence: { told: absentees },
  participant: { kind: participantKinds, status: participantStatuses },
  letter: { kind: letterKinds },
}

const columns = Object.entries(lists).flatMap(([table, ofTable]) =>
  Object.entries(ofTable as Readonly<Record<string, readonly string[]>>).map(([column, words]) => ({
    name: `${inDatabase(table)}.${inDatabase(column)}`,
    words,
  })),
)

function inDatabase(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
}

const database = openTestDatabase()

/** The checks that look at a column; their expressions by name. */
async function readChecks(name: string): Promise<Map<string, string>> {
  const [table = '', column = ''] = name.split('.')
  const { rows } = await sql<{ conname: string; definition: string }>`
    select conname, pg_get_constraintdef(c.oid) as definition
    from pg_constraint c
    join pg_attribute a on a.attrelid = c.conrelid and a.attname = ${column}
    where c.contype = 'c' and c.conrelid = ${table}::regclass and a.attnum = any(c.conkey)`.execute(database.db)
  return new Map(rows.map(({ conname, definition }) => [conname, definition]))
}

describe('the check of a column allows the words of its list, and no other', () => {
  test.each(columns)('$name', async ({ name, words }) => {
    const definition = (await readChecks(name)).get(name.replace('.', '_')) ?? ''
    const allowed = [...definition.matchAll(/'([^']*)'::text/g)].map(([, word = '']) => word)
    expect(allowed.toSorted()).toEqual(words.toSorted())
  })
})

test('a call or a visit has the statuses of its list, and no other', async () => {
  const { rows } = await sql<{
    definition: string
  }>`select pg_get_viewdef('encounter'::regclass) as definition`.execute(database.db)
  const ofCalls = [...(rows[0]?.definition ?? '').matchAll(/'([a-zA-Z]+)'::text/g)].map(([, word = '']) => word)
  expect([...ofCalls, ...consultationStatuses].toSorted()).toEqual(encounterStatuses.toSorted())
})
