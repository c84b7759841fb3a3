import { type Kysely, sql } from 'kysely'

/**
 * Who may come in, and until when: accounts of staff that are disabled, sessions that last while they are used, sign-in codes
 * that belong to the browser that asked, and guests' links that any number of browsers may knock with, each for itself.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}

export async function down(db: Kysely<unknown>): Promise<void> {
  for (const statement of reversal) await sql.raw(statement).execute(db)
}

const statements = [
  `alter table account
     add column disabled_at timestamptz,
     add column disabled_by uuid,
     add constraint account_disabled_by_fkey foreign key (disabled_by) references account (id),
     add constraint account_disabled check ((disabled_at is null) = (disabled_by is null)),
     add constraint account_disabled_staff check (disabled_at is null or role <> 'compatriot'),
     add constraint account_disabled_by_another check (disabled_by <> id)`,

  `alter table session add column used_at timestamptz not null default now()`,

  // Without a browser: a code that a process of the version before has sent. It opens nothing.
  `alter table sign_in_code
     add column browser_hash bytea,
     add column asked_from text`,
  // Browsers in which somebody has signed in at an address.
  `create table sign_in_browser (
     email text not null,
     browser_hash bytea not null,
     signed_in_at timestamptz not null,
     constraint sign_in_browser_pkey primary key (email, browser_hash)
   )`,
  `create index sign_in_browser_signed_in_at on sign_in_browser (signed_in_at)`,

  // A guest's link is a seat: the first browser that knocks takes it, each other one gets a seat that names it.
  `alter table participant
     add column invitation_id uuid,
     add column link_closed_at timestamptz,
     add column browser_hash bytea,
     add constraint participant_of_consultation_key unique (consultation_id, id),
     add constraint participant_invitation_fkey foreign key (consultation_id, invitation_id)
       references participant (consultation_id, id),
     add constraint participant_guest check (
       (invitation_id is null and browser_hash is null and link_closed_at is null)
       or (kind in ('interpreter','relative') and account_id is null)),
     add constraint participant_link check (invitation_id is null or (browser_hash is not null and link_closed_at is null))`,
  `create unique index participant_one_a_browser on participant (coalesce(invitation_id, id), browser_hash)
     where browser_hash is not null`,
  // Whose browser it was that came in before is not known: in visits under way they knock again.
  `update participant set status = 'invited', admitted_at = null, admitted_by = null
     where kind in ('interpreter','relative') and status in ('asking','admitted')
       and consultation_id in (select id from consultation where ended_at is null)`,
  // Not valid: visits that are over keep what they have.
  `alter table participant add constraint participant_guest_has_browser check (
     kind not in ('interpreter','relative') or status not in ('asking','admitted') or browser_hash is not null) not valid`,
]

const reversal = [
  `alter table participant drop constraint participant_guest_has_browser`,
  `drop index participant_one_a_browser`,
  `delete from message where participant_id in (select id from participant where invitation_id is not null)`,
  `delete from participant where invitation_id is not null`,
  `alter table participant
     drop constraint participant_link, drop constraint participant_guest, drop constraint participant_invitation_fkey,
     drop constraint participant_of_consultation_key,
     drop column browser_hash, drop column link_closed_at, drop column invitation_id`,
  `drop table sign_in_browser`,
  `alter table sign_in_code drop column browser_hash, drop column asked_from`,
  `alter table session drop column used_at`,
  `alter table account
     drop constraint account_disabled_by_another, drop constraint account_disabled_staff, drop constraint account_disabled,
     drop constraint account_disabled_by_fkey, drop column disabled_by, drop column disabled_at`,
]
