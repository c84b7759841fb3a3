import { type Kysely, sql } from 'kysely'
import type pg from 'pg'
import type { Database } from '../../db/tables.ts'

/**
 * Where a reader of the outbox is. `from`, a `pg_snapshot`, stands for every row that it has been given: those whose
 * transaction had ended when that snapshot was taken. A transaction that was open then is named by it, so that its rows are
 * found when it commits, and no other row is looked at again.
 */
export interface Bookmark {
  readonly from: string
  /** In the middle of more rows than fit a page: up to where they are being read, and which row was the last. */
  readonly rest: { readonly until: string; readonly transactionId: string; readonly id: string } | undefined
  /** The server's life that `from` belongs to; see {@link readPage}. */
  readonly life: string
}

export interface Page {
  readonly topics: readonly string[]
  /** Where the reader is after this page. */
  readonly bookmark: Bookmark
  /** Something was missed, and everything is to be looked at anew. */
  readonly suspect: boolean
}

const pageSize = 1_000

/** The bookmark of somebody who has just seen everything there is. */
export async function findBookmark(client: pg.Client): Promise<Bookmark> {
  const { rows } = await client.query<{ from: string; life: string }>(
    `select pg_current_snapshot()::text as "from", ${serversLife} as life`,
  )
  const row = rows[0]
  if (row === undefined) throw new Error('the database answered no snapshot')
  return { ...row, rest: undefined }
}

/**
 * When the server's statistics begin: anew after a crash, after which ids of transactions that left no trace on the disk are
 * given out again, and on another server. A snapshot of another life says nothing.
 */
const serversLife = `coalesce(pg_stat_get_bgwriter_stat_reset_time()::text, '')`

interface PageRow {
  readonly until: string
  readonly life: string
  readonly suspect: boolean
  readonly id: string | null
  readonly transaction_id: string | null
  readonly topics: string[] | null
}

/**
 * The rows that have been committed since the bookmark, a page of them at most. Each arm is a stretch of the index: what began
 * after the snapshot, and what was open in it. Rows of transactions that the server has not begun yet came with a copy of
 * another server's database and are nobody's news.
 *
 * Suspect: rows were trimmed that this reader has not seen, or the server's ids have begun anew.
 */
export async function readPage(client: pg.Client, { from, rest, life }: Bookmark): Promise<Page> {
  const { rows } = await client.query<PageRow>({
    // Asked a hundred times a second: the connection keeps it, since planning it costs more than running.
    name: 'outbox_page',
    text: `with present as materialized (select coalesce($2::pg_snapshot, pg_current_snapshot()) as snapshot)
     select present.snapshot::text as until, ${serversLife} as life, page.*,
       pg_snapshot_xmax(present.snapshot) < pg_snapshot_xmax($1::pg_snapshot) or exists (
         select from outbox_trimmed
         where until > pg_snapshot_xmin($1::pg_snapshot) and until <= pg_snapshot_xmax(pg_current_snapshot())
       ) as suspect
     from present
     left join lateral (
       select id, transaction_id, topics from (
         select id, transaction_id, topics from outbox
         where transaction_id >= pg_snapshot_xmax($1::pg_snapshot) and transaction_id < pg_snapshot_xmax(present.snapshot)
         union all
         select id, transaction_id, topics from outbox
         where transaction_id = any (array(select pg_snapshot_xip($1::pg_snapshot)))
       ) as committed
       where (transaction_id, id) > ($3::xid8, $4::bigint) and pg_visible_in_snapshot(transaction_id, present.snapshot)
       order by transaction_id, id
       limit ${pageSize}
     ) as page on true`,
    values: [from, rest?.until, rest?.transactionId ?? '0', rest?.id ?? '0'],
  })
  const [first, last] = [rows[0], rows.at(-1)]
  if (first === undefined) throw new Error('the database answered no snapshot')
  const { until } = first
  if (first.suspect || first.life !== life) return { topics: [], bookmark: await findBookmark(client), suspect: true }
  const isFull = rows.length === pageSize && last?.transaction_id != null && last.id !== null
  return {
    topics: rows.flatMap(({ topics }) => topics ?? []),
    bookmark: isFull
      ? { from, life, rest: { until, transactionId: last.transaction_id, id: last.id } }
      : { from: until, life, rest: undefined },
    suspect: false,
  }
}

/** All transactions below this id have ended: whoever reads from now on finds their rows. */
export async function findHorizon(db: Kysely<Database>): Promise<string> {
  const { rows } = await sql<{
    horizon: string
  }>`select pg_snapshot_xmin(pg_current_snapshot())::text as horizon`.execute(db)
  const row = rows[0]
  if (row === undefined) throw new Error('the database answered no snapshot')
  return row.horizon
}

const trimmedAtOnce = 10_000

/**
 * Takes away the rows below a horizon, some at a time, and writes it down, so that a reader who was last here before it was
 * found knows. Old rows that came with a copy of another server's database, of transactions still to come here, go too.
 */
export async function trimOutbox(db: Kysely<Database>, horizon: string): Promise<void> {
  let gone: number
  do {
    const { rows } = await sql<{ count: string }>`
      with present as materialized (select pg_snapshot_xmax(pg_current_snapshot()) as next),
      oldest as (select id from outbox order by transaction_id, id limit ${sql.lit(trimmedAtOnce)}),
      old as (
        select outbox.id from outbox join oldest on oldest.id = outbox.id cross join present
        where outbox.transaction_id < ${horizon}::xid8
          or (outbox.transaction_id >= next and outbox.created_at < clock_timestamp() - interval '10 minutes')
        for update of outbox skip locked
      ),
      gone as (delete from outbox using old where outbox.id = old.id returning outbox.transaction_id),
      known as (
        update outbox_trimmed set until = greatest(case when until <= next then until end, ${horizon}::xid8)
        from present where exists (select from gone where gone.transaction_id < ${horizon}::xid8)
      )
      select count(*)::text as count from gone`.execute(db)
    gone = Number(rows[0]?.count ?? 0)
  } while (gone === trimmedAtOnce)
}
