import { execFile } from 'node:child_process'
import { glob, readFile } from 'node:fs/promises'
import { join, posix, sep } from 'node:path'
import { promisify } from 'node:util'

/** A TypeScript project, `tsconfig.server.json`, with the files that it names; not those that it only imports. */
export interface Project {
  readonly name: string
  readonly files: readonly string[]
}

/** @returns what is wrong, a line each: a file that is checked by no project, one that is checked by several */
export function findMistyped(files: readonly string[], projects: readonly Project[]): string[] {
  return files.toSorted().flatMap((file) => {
    const of = projects.filter((project) => project.files.includes(file)).map(({ name }) => name)
    if (of.length === 1) return []
    return of.length === 0 ? `${file} is in no tsconfig: nobody checks its types` : `${file} is in ${of.join(' and ')}`
  })
}

const root = join(import.meta.dirname, '..')
const run = promisify(execFile)

async function readProject(name: string): Promise<Project> {
  const command = [join(root, 'node_modules', 'typescript', 'bin', 'tsc'), '--showConfig', '--project', name]
  const { stdout } = await run(process.execPath, command, { cwd: root, maxBuffer: 16 * 1024 * 1024 })
  const { files } = JSON.parse(stdout) as { readonly files: readonly string[] }
  return { name, files: files.map((file) => posix.normalize(file)) }
}

if (import.meta.main) {
  const solution = await readFile(join(root, 'tsconfig.json'), 'utf8')
  const names = [...solution.matchAll(/"path": "\.\/([^"]+)"/g)].map(([, name = '']) => name)
  const exclude = ['node_modules', 'dist', '.data', 'coverage']
  const found = await Array.fromAsync(glob('**/*.{ts,tsx}', { cwd: root, exclude }))
  const files = found.map((file) => file.split(sep).join('/'))
  for (const line of findMistyped(files, await Promise.all(names.map(readProject)))) {
    process.stdout.write(`${line}\n`)
    process.exitCode = 1
  }
}
