import { randomBytes } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** The secret that signs links: the configured one, else a random one that is kept in the data folder. */
export async function findSecret(configured: string | undefined, dataFolder: string): Promise<Uint8Array> {
  return new TextEncoder().encode(configured ?? (await keptSecret(dataFolder)))
}

async function keptSecret(dataFolder: string): Promise<string> {
  const file = join(dataFolder, 'secret')
  await mkdir(dataFolder, { recursive: true, mode: 0o700 })
  try {
    // Fails where there is one already, also one that another process wrote this very moment.
    await writeFile(file, randomBytes(32).toString('base64url'), { mode: 0o600, flag: 'wx' })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
  return readFile(file, 'utf8')
}
