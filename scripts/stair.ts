import { readdir, readFile } from 'node:fs/promises'
import { dirname, join, relative, resolve, sep } from 'node:path'

/**
 * The rooms of each tree, lowest first: a room imports from those below it, types included, so that none reaches itself through
 * others. Files beside the rooms put them together, or are what all of them stand on; the lint's borders hold for those.
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
  ],
} as const satisfies Readonly<Record<string, readonly string[]>>

/** A file with the paths that it imports, all from the tree's own folder: `identity/patients.ts`. */
export interface Importing {
  readonly file: string
  readonly imports: readonly string[]
}

/** @returns what is wrong, a line each: an import that goes up, a room without a step, a step without a room */
export function findMisplaced(stair: readonly string[], files: readonly Importing[]): string[] {
  const rooms = new Set(files.flatMap(({ file }) => roomOf(file) ?? []))
  const unplaced = [...rooms].filter((room) => !stair.includes(room))
  return [
    ...unplaced.map((room) => `${room}/ has no step on the stair: give it the lowest that its needs allow`),
    ...stair.filter((room) => !rooms.has(room)).map((room) => `the stair names ${room}/, which is not there`),
    ...files.flatMap(({ file, imports }) => {
      const from = roomOf(file)
      if (from === undefined) return []
      return imports
        .filter((target) => stair.indexOf(roomOf(target) ?? from) > stair.indexOf(from))
        .map((target) => `${file} imports ${target}: ${from}/ stands below ${roomOf(target) ?? ''}/`)
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
