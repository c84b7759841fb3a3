import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Kysely, sql } from 'kysely'
import { pino } from 'pino'
import { openDatabase } from '../db/connection.ts'
import { startEmbeddedPostgres } from '../db/embedded.ts'
import { migrateToLatest } from '../db/migrate.ts'
import * as vocabulary from '../signaling/vocabulary.ts'
import { startWatchdog } from '../supervision/watchdog.ts'

/**
 * `npm run tables`: migrates an empty PostgreSQL of its own, and writes `db/tables.ts` by its catalogue. Comments that are in
 * the file stay, each over its table or column. `test/db/tables.test.ts` fails where the file says anything else.
 */

const head = `// Written by \`npm run tables\` from the migrated database. Comments over tables and columns are our own, and stay.
import type { Generated, GeneratedAlways } from 'kysely'
import type { MatchReason } from '../signaling/shapes.ts'
import type * as vocabulary from '../signaling/vocabulary.ts'
import type { During, Instant, InstantRange, Json, Word } from './column-types.ts'

export type { InstantRange }
`

/** As what `db/parsers.ts`, or pg itself, reads each type of PostgreSQL. */
const scalars: Readonly<Record<string, string>> = {
  bool: 'boolean',
  bytea: 'Buffer',
  date: 'string',
  int2: 'number',
  int4: 'number',
  int8: 'number',
  text: 'string',
  time: 'string',
  timestamptz: 'Instant',
  tstzrange: 'During',
  uuid: 'string',
  xid8: 'string',
}

/** Columns of `jsonb` by their names. */
const json: Readonly<Record<string, string>> = { reasons: 'Json<MatchReason[]>' }

/** Columns that nobody writes, though the catalogue lets one: a trigger fills them, or their default does. */
const filled = ['note.expert_id', 'note.patient_name', 'note.patient_birth_date', 'outbox.transaction_id']

/** The lists of the vocabulary by the words that they have. */
const lists = new Map<string, string>()
for (const [name, list] of Object.entries<unknown>(vocabulary)) {
  if (Array.isArray(list)) lists.set(asKey(list as string[]), name)
}

function asKey(words: readonly string[]): string {
  return words.toSorted().join()
}

/** As the catalogue has it. */
interface Column {
  readonly table: string
  readonly name: string
  readonly type: string
  readonly isRequired: boolean
  readonly isGenerated: boolean
  readonly hasDefault: boolean
  /** The check that is named after table and column. */
  readonly check: string | null
  /** Of a view: its definition, and the tables that it reads. */
  readonly view: string | null
  readonly reads: readonly string[]
}

/** With the words that it may hold; none where they are no closed set. */
type WordedColumn = Column & { readonly words: readonly string[] }

/** @returns the file as it is to be, with the comments of the `former` */
export async function typesOfTables<DB>(db: Kysely<DB>, former: string): Promise<string> {
  const columns = (await readColumns(db)).map((column, _, all) => withWords(column, all))
  const tables = [...Map.groupBy(columns, ({ table }) => table)].map(([table, its]) => {
    const name = camelCase(table)
    const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}${its[0]?.view == null ? 'Table' : 'View'}`
    return { name, type, members: its.map((column) => [camelCase(column.name), typeOf(column)] as const) }
  })
  // Of columns with the same words the first says in which order they stand.
  const listed = new Map(columns.toReversed().map(({ words }) => [lists.get(asKey(words)) ?? '', words]))
  listed.delete('')
  const checks = [...listed].map(([list, words]) => [list, wordOf(list, words)] as const)
  const comments = readComments(former)
  const write = (name: string, members: readonly (readonly [string, string])[], before = ''): string => {
    const lines = members.map(([member, type]) => `${comments.get(`${name}.${member}`) ?? ''}  ${member}: ${type}\n`)
    return `${comments.get(name) ?? ''}${before}interface ${name} {\n${lines.join('')}}\n`
  }
  const database = tables.map(({ name, type }) => [name, type] as const)
  const byList = checks.toSorted(([one], [other]) => (one < other ? -1 : 1))
  const rows = tables.map(({ type, members }) => write(type, members))
  return [head, write('Database', database, 'export '), write('Words', byList), ...rows].join('\n')
}

async function readColumns<DB>(db: Kysely<DB>): Promise<Column[]> {
  const { rows } = await sql<Column>`
    select c.relname as "table", a.attname as name, t.typname as type, a.attnotnull as is_required,
      a.attidentity = 'a' or a.attgenerated <> '' as is_generated, a.attidentity = 'd' or a.atthasdef as has_default,
      pg_get_constraintdef(k.oid) as "check", case c.relkind when 'v' then pg_get_viewdef(c.oid) end as "view",
      array(
        select d.refobjid::regclass::text from pg_rewrite r
        join pg_depend d on d.classid = 'pg_rewrite'::regclass and d.objid = r.oid
        where r.ev_class = c.oid and d.refclassid = 'pg_class'::regclass and d.refobjid <> c.oid
      ) as reads
    from pg_class c
    join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    join pg_type t on t.oid = a.atttypid
    left join pg_constraint k on k.conrelid = c.oid and k.contype = 'c' and k.conname = c.relname || '_' || a.attname
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'v') and c.relname !~ '^kysely_'
    order by c.relname, a.attnum`.execute(db)
  return rows
}

/**
 * The catalogue knows a view's columns by their types alone. Each is taken for what the columns of its name are in the tables
 * that the view reads, together with the words that the view itself writes there.
 */
function withWords(column: Column, all: readonly Column[]): WordedColumn {
  if (column.view === null) return { ...column, words: wordsOf(column) }
  const read = all.filter(({ table, name }) => name === column.name && column.reads.includes(table))
  const made = new RegExp(`^([^]*) AS ${column.name}$`, 'm')
  const written = column.view.split(/,\s*\n/).flatMap((part) => made.exec(part)?.[1] ?? [])
  const words = new Set(read.flatMap(wordsOf))
  if (words.size > 0) for (const word of written.flatMap(quoted)) words.add(word)
  const isRequired = read.length > 0 && read.every((one) => one.isRequired) && !written.join().includes('NULL::')
  return { ...column, isRequired, words: [...words] }
}

/** What a check allows: `in (…)`, which of one word alone is `=`, and `<@ array[…]` of a column that holds several. */
function wordsOf({ name, check }: Column): string[] {
  const sets = new RegExp(`\\b${name}"? (?:= ANY \\(|= |<@ )(?:ARRAY\\[[^\\]]*|'[^']*'::text)`, 'g')
  return [...(check ?? '').matchAll(sets)].flatMap(([set]) => quoted(set))
}

function quoted(definition: string): string[] {
  return [...definition.matchAll(/'([^']*)'::text/g)].map(([, word = '']) => word)
}

function typeOf(column: WordedColumn): string {
  const { table, name, type, isRequired, isGenerated, hasDefault } = column
  const value = `${valueOf(column)}${type.startsWith('_') ? '[]' : ''}${isRequired ? '' : ' | null'}`
  if (isGenerated || filled.includes(`${table}.${name}`)) return `GeneratedAlways<${value}>`
  return hasDefault ? `Generated<${value}>` : value
}

/** Of what a column holds, or of each where it holds several. */
function valueOf({ table, name, type, words }: WordedColumn): string {
  const list = lists.get(asKey(words))
  if (list !== undefined) return `Words['${list}']`
  if (words.length > 0) return `(${words.map((word) => `'${word}'`).join(' | ')})`
  const value = type === 'jsonb' ? json[name] : scalars[type.replace(/^_/, '')]
  if (value === undefined) throw new Error(`scripts/tables.ts does not say as what ${table}.${name} is read: ${type}`)
  return value
}

function wordOf(list: string, words: readonly string[]): string {
  const line = `Word<typeof vocabulary.${list}, ${words.map((word) => `'${word}'`).join(' | ')}>`
  if (`  ${list}: ${line}`.length <= 120) return line
  return `Word<\n    typeof vocabulary.${list},\n${words.map((word) => `    | '${word}'\n`).join('')}  >`
}

/** A comment, the first line of a table, or that of a column. */
const piece = /^ *\/\*\*[^]*?\*\/\n|^(?:export )?interface (\w+)|^ {2}(\w+): /gm

/** Each comment by what it stands over: `DutyTable`, `DutyTable.pausedBecause`. */
function readComments(file: string): ReadonlyMap<string, string> {
  const comments = new Map<string, string>()
  let table = ''
  let comment = ''
  for (const [text, name, column] of file.matchAll(piece)) {
    if (name !== undefined) table = name
    const over = column === undefined ? name : `${table}.${column}`
    if (over !== undefined && comment !== '') comments.set(over, comment)
    comment = over === undefined ? text : ''
  }
  return comments
}

function camelCase(name: string): string {
  return name.replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase())
}

if (import.meta.main) {
  const file = join(import.meta.dirname, '..', 'db', 'tables.ts')
  const log = pino({ level: 'silent' })
  await using parts = new AsyncDisposableStack()
  const folder = await mkdtemp(join(tmpdir(), 'qiaoyi-tables-'))
  parts.defer(() => rm(folder, { recursive: true, force: true }))
  const watchdog = parts.adopt(startWatchdog(), (one) => one.close())
  const postgres = await startEmbeddedPostgres({ dataFolder: folder, watchdog, log, progress: () => {} })
  parts.defer(() => postgres.stop())
  const { db, close } = openDatabase(postgres.ownerUrl, log, { max: 2, purpose: 'owner' })
  parts.defer(close)
  await migrateToLatest(db)
  await writeFile(file, await typesOfTables(db, await readFile(file, 'utf8')))
}
