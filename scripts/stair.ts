import { readdir, readFile } from 'node:fs/promises'
import { dirname, join, relative, resolve, sep } from 'node:path'

/**
 * The rooms of each tree, lowest first: a room imports from those below it, types included, so that none reaches itself through
 * others. A file beside the rooms is what they stand on, and imports from none; or it puts them together, and no room imports it.
 */
const stairs = {
  signaling: [
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
  ],
} as const satisfies Readonly<Record<string, readonly string[]>>

/** Files beside the rooms that give all of them the same names, collected from their contracts: types alone. */
const collecting = ['dependencies.ts', 'error-codes.ts', 'routes.ts', 'topics.ts']

/** A file with the paths that it imports, all from the tree's own folder: `identity/patients.ts`. */
export interface Importing {
  readonly file: string
  readonly imports: readonly string[]
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

if (import.meta.main) {
  for (const [tree, stair] of Object.entries(stairs)) {
    for (const line of findMisplaced(stair, await readImporting(join(import.meta.dirname, '..', tree)))) {
      process.stdout.write(`${tree}: ${line}\n`)
      process.exitCode = 1
    }
  }
}
