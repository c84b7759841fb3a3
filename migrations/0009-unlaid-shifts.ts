import { type Kysely, sql } from 'kysely'

/** What weekly patterns could not lay is kept until somebody has seen to it. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql.raw('drop table if exists unlaid_shift; alter table shift_pattern drop column failed_at').execute(db)
}

const statements = [
  `create table unlaid_shift (
     id uuid primary key default uuidv7(),
     pattern_id uuid not null,
     during tstzrange not null,
     reason text not null,
     found_at timestamptz not null,
     settled_at timestamptz,
     settled_by uuid,
     constraint unlaid_shift_pattern_fkey foreign key (pattern_id) references shift_pattern (id),
     constraint unlaid_shift_settled_by_fkey foreign key (settled_by) references account (id),
     constraint unlaid_shift_once unique (pattern_id, during),
     constraint unlaid_shift_reason check (reason in ('otherShift','ownPattern')),
     constraint unlaid_shift_during check (not isempty(during) and lower_inc(during) and not upper_inc(during)),
     constraint unlaid_shift_settled check (settled_by is null or settled_at is not null)
   )`,
  `create index unlaid_shift_open on unlaid_shift (lower(during)) where settled_at is null`,
  // When laying it failed last, for a reason that is nobody's shift; null once it has gone well again.
  `alter table shift_pattern add column failed_at timestamptz`,
]
