import { type Kysely, sql } from 'kysely'

/**
 * What a waiting ticket needs beyond a place in a queue: a pause that the patient asked for, an alarm where nobody free may
 * take what can't wait, and a number that nobody else who waits has.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}

export async function down(db: Kysely<unknown>): Promise<void> {
  for (const statement of [
    `drop index ticket_number_open, waiting_pressing`,
    `alter table ticket alter column number set default nextval('ticket_number')`,
    `drop function next_ticket_number`,
    `drop sequence ticket_number_long`,
    `alter table ticket drop constraint ticket_left_reason`,
    `update ticket set left_reason = 'unanswered' where left_reason = 'paused'`,
    `alter table ticket add constraint ticket_left_reason check (left_reason in ('patient','coordinator','unanswered'))`,
    `alter table waiting drop column paused_at, drop column alarmed_at`,
  ]) {
    await sql.raw(statement).execute(db)
  }
}

const open = `status in ('waiting','called','inConsultation')`

const statements = [
  // A paused place keeps its row and its key. It isn't offered: its not_before is then the hour at which the pause ends.
  `alter table waiting
     add column paused_at timestamptz,
     add column alarmed_at timestamptz`,
  // The few that can't wait are found among many that can.
  `create index waiting_pressing on waiting (queue, urgency, queue_key, ticket_id)
     where urgency <> 'routine' and expert_id is null`,
  `create index waiting_paused on waiting (paused_at) where paused_at is not null`,

  `alter table ticket drop constraint ticket_left_reason`,
  `alter table ticket add constraint ticket_left_reason
     check (left_reason in ('patient','coordinator','unanswered','paused'))`,

  // Four digits while there are enough of them for all who wait, five in a crowd.
  `create sequence ticket_number_long minvalue 10000 maxvalue 99999 cycle`,
  `create function next_ticket_number() returns integer language plpgsql as $$
  declare
    candidate integer;
  begin
    for attempt in 1..50 loop
      candidate := nextval('ticket_number');
      if not exists (select from ticket where number = candidate and ${open}) then return candidate; end if;
    end loop;
    loop
      candidate := nextval('ticket_number_long');
      if not exists (select from ticket where number = candidate and ${open}) then return candidate; end if;
    end loop;
  end $$`,
  // Whoever shares a number with somebody who came earlier gets one of their own, before that is a rule.
  `create index ticket_number_open_temporary on ticket (number) where ${open}`,
  `do $$
  declare
    double uuid;
  begin
    for double in
      select id from (
        select id, row_number() over (partition by number order by arrived_at, id) as place from ticket where ${open}
      ) numbered where place > 1
    loop
      update ticket set number = next_ticket_number() where id = double;
    end loop;
  end $$`,
  `drop index ticket_number_open_temporary`,
  `create unique index ticket_number_open on ticket (number) where ${open}`,
  `alter table ticket alter column number set default next_ticket_number()`,
]
