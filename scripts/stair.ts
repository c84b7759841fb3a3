import { readdir, readFile } from 'node:fs/promises'
import { dirname, join, relative, resolve, sep } from 'node:path'

/**
 * The rooms of each tree, lowest first: a room imports from those below it, types included, so that none reaches itself through
 * others. A file beside the rooms is what they stand on, and imports from none; or it puts them together, and no room imports it.
 */
const stairs = {
  signaling: [
    'cities',
    'live',
    'letters',
    'identity',
    'panel',
    'roster',
    'appointments',
    'waiting-room',
    'consultations',
    'notes',
    'matching',
    'board',
    'start',
  ],
  web: [
    'storage',
    'navigation',
    'language',
    'live',
    'ui',
    'cities',
    'names',
    'ringing',
    'shell',
    'api',
    'identity',
    'panel',
    'roster',
    'appointments',
    'records',
    'notes',
    'consultations',
    'waiting-room',
    'board',
    'gallery',
  ],
} as const satisfies Readonly<Record<string, readonly string[]>>

/** Files beside the rooms that give all of them the same names, collected from their contracts: types alone. */
const collecting = ['dependencies.ts', 'error-codes.ts', 'routes.ts', 'topics.ts']

/** A file with the paths that it imports, all from the tree's own folder: `identity/patients.ts`. */
export interface Importing {
  readonly file: string
  readonly imports: readonly string[]
}

/** A file with the topics that it defines, and those that it announces: `board`, `ticket`. */
export interface Announcing {
  readonly file: string
  readonly defines: readonly string[]
  readonly announces: readonly string[]
}

/**
 * @returns what is wrong, a line each: an import that goes up, one of a file beside the rooms that puts them together, a room
 * without a step, a step without a room
 */
export function findMisplaced(stair: readonly string[], files: readonly Importing[]): string[] {
  const rooms = new Set(files.flatMap(({ file }) => roomOf(file) ?? []))
  const beside = files.filter(({ file }) => roomOf(file) === undefined && !collecting.includes(file))
  const together = new Set(
    beside.filter(({ imports }) => imports.some((target) => roomOf(target) !== undefined)).map(({ file }) => file),
  )
  const unplaced = [...rooms].filter((room) => !stair.includes(room))
  return [
    ...unplaced.map((room) => `${room}/ has no step on the stair: give it the lowest that its needs allow`),
    ...stair.filter((room) => !rooms.has(room)).map((room) => `the stair names ${room}/, which is not there`),
    ...files.flatMap(({ file, imports }) => {
      const from = roomOf(file)
      if (from === undefined) return []
      return imports.flatMap((target) => {
        const to = roomOf(target)
        if (to === undefined && from !== 'start' && together.has(target)) {
          return [`${file} imports ${target}, which puts the rooms together: none of them knows it`]
        }
        if (stair.indexOf(to ?? from) <= stair.indexOf(from)) return []
        return [`${file} imports ${target}: ${from}/ stands below ${to ?? ''}/`]
      })
    }),
  ]
}

/**
 * @returns a line for each topic of a room that is announced below it: those below raise news of it instead, and say what it is
 * about
 */
export function findAnnouncedBelow(stair: readonly string[], files: readonly Announcing[]): string[] {
  const roomOfTopic = new Map(
    files.flatMap(({ file, defines }) => defines.map((topic) => [topic, roomOf(file)] as const)),
  )
  return files.flatMap(({ file, announces }) => {
    const from = roomOf(file)
    if (from === undefined) return []
    return announces.flatMap((topic) => {
      const to = roomOfTopic.get(topic)
      if (to === undefined || stair.indexOf(to) <= stair.indexOf(from)) return []
      return [`${file} announces ${topic}: ${from}/ stands below ${to}/, which shows it`]
    })
  })
}

/** The folder that a path lies in; undefined beside the rooms. */
function roomOf(path: string): string | undefined {
  const [room, ...rest] = path.split('/')
  return rest.length > 0 ? room : undefined
}

async function readImporting(root: string): Promise<Importing[]> {
  const names = (await readdir(root, { recursive: true })).filter((name) => /\.tsx?$/.test(name))
  return await Promise.all(
    names.map(async (name) => {
      const path = join(root, name)
      const targets = (await readFile(path, 'utf8')).matchAll(/\b(?:from|import)\s*\(?\s*'(\.[^']+)'/g)
      const imports = [...targets].map(([, target = '']) => relative(root, resolve(dirname(path), target)))
      return {
        file: name.split(sep).join('/'),
        imports: imports.filter((target) => !target.startsWith('..')).map((target) => target.split(sep).join('/')),
      }
    }),
  )
}

/** Topics are named in two ways: `` `ticket:${id}` ``, and `'board'` where there is one of its name. */
export async function readAnnouncing(root: string): Promise<Announcing[]> {
  const names = (await readdir(root, { recursive: true })).filter((name) => name.endsWith('.ts'))
  const files = await Promise.all(
    names.map(async (name) => {
      const text = await readFile(join(root, name), 'utf8')
      const defined = [...text.matchAll(/\bdefine(?:Shared|Personal)Topic[^]*?\bname: '(\w+)'(,\s+single)?/g)]
      return { file: name.split(sep).join('/'), text, defined }
    }),
  )
  const singles = files.flatMap(({ defined }) =>
    defined.filter(([, , single]) => single).map(([, topic = '']) => topic),
  )
  const named = new RegExp(`\`(\\w+):\\$\\{|'(${singles.join('|')})'`, 'g')
  return files.map(({ file, text, defined }) => ({
    file,
    defines: defined.map(([, topic = '']) => topic),
    announces: [...text.matchAll(named)].map(([, ofRecord, single]) => ofRecord ?? single ?? ''),
  }))
}

if (import.meta.main) {
  for (const [tree, stair] of Object.entries(stairs)) {
    const root = join(import.meta.dirname, '..', tree)
    const misplaced = findMisplaced(stair, await readImporting(root))
    // The client announces nothing.
    const announced = tree === 'signaling' ? findAnnouncedBelow(stair, await readAnnouncing(root)) : []
    for (const line of [...misplaced, ...announced]) {
      process.stdout.write(`${tree}: ${line}\n`)
      process.exitCode = 1
    }
  }
}
