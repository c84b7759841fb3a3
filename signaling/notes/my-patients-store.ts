import { type Kysely, sql } from 'kysely'
import type { Database } from '../../db/tables.ts'
import type { Patient } from '../identity/contract.ts'
import type { Specialty } from '../shapes.ts'

type Instant = Temporal.Instant

export interface Held {
  readonly consultationId: string
  readonly heldAt: Instant
  readonly specialty: Specialty | null
  readonly complaint: string
  readonly noteSigned: boolean
}

export interface MyPatientRow {
  readonly id: string
  readonly name: string
  readonly birthDate: string | null
  readonly gender: Patient['gender']
  readonly timeZone: string
  readonly lastHeldAt: Instant
}

interface Page {
  readonly name: string | undefined
  /** Those whose last visit was before this one's. */
  readonly after: { readonly lastHeldAt: Instant; readonly id: string } | undefined
  readonly limit: number
}

/**
 * Patients of visits that this expert has held, to their end or with something signed about them, whoever was seen last first; none for
 * who has left the panel. A visit that was left at once is among them: from here its doctor finds the way to its note.
 */
export async function listMyPatients(
  db: Kysely<Database>,
  expertId: string,
  { name, after, limit }: Page,
): Promise<MyPatientRow[]> {
  const named = name === undefined ? sql`true` : sql`p.name ilike ${`%${name.replaceAll(/[\\%_]/g, '\\$&')}%`}`
  const further =
    after === undefined
      ? sql`true`
      : sql`(seen.last_held_at, p.id) < (${after.lastHeldAt}::timestamptz, ${after.id}::uuid)`
  const { rows } = await sql<MyPatientRow>`
    select p.id, p.name, p.birth_date, p.gender, a.time_zone, seen.last_held_at
    from (
      select patient_id, max(started_at) as last_held_at
      from consultation where expert_id = ${expertId}::uuid and started_at is not null
        and (status <> 'brokenOff' or exists (
          select from note where note.consultation_id = consultation.id and note.signed_at is not null))
      group by patient_id
    ) seen
    join patient p on p.id = seen.patient_id
    join account a on a.id = p.account_id
    where ${named} and ${further} and exists (
      select from expert join account doctor on doctor.id = expert.account_id
      where expert.id = ${expertId}::uuid and expert.retired_at is null and doctor.disabled_at is null)
    order by seen.last_held_at desc, p.id desc limit ${limit}`.execute(db)
  return rows
}

/** What this expert has held with each of these patients, the latest first, so many each at most. */
export async function listHeldWith(
  db: Kysely<Database>,
  expertId: string,
  patientIds: readonly string[],
  each: number,
): Promise<ReadonlyMap<string, readonly Held[]>> {
  const { rows } = await sql<Held & { patientId: string }>`
    select visit.*
    from unnest(${patientIds}::uuid[]) as wanted (patient_id)
    cross join lateral (
      select c.patient_id, c.id as consultation_id, c.started_at as held_at, t.specialty, t.complaint,
        n.signed_at is not null as note_signed
      from consultation c
      join ticket t on t.id = c.ticket_id
      left join note n on n.consultation_id = c.id
      where c.patient_id = wanted.patient_id and c.expert_id = ${expertId}::uuid and c.started_at is not null
        and (c.status <> 'brokenOff' or n.signed_at is not null)
      order by c.started_at desc, c.id limit ${each}
    ) visit`.execute(db)
  const held = new Map<string, Held[]>()
  for (const { patientId, ...visit } of rows) held.set(patientId, [...(held.get(patientId) ?? []), visit])
  return held
}
