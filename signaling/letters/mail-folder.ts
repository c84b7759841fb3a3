import { randomBytes } from 'node:crypto'
import { mkdir, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { BaseLogger } from 'pino'
import type { Letter, Mail } from './mail.ts'

/**
 * Puts letters into a folder, one text file each, named by the time, where no mail server has been given. Says in the log
 * where, never to whom or what.
 */
export function openMailFolder(folder: string, log: Pick<BaseLogger, 'info'>): Mail {
  return {
    async send(letter: Letter): Promise<void> {
      await mkdir(folder, { recursive: true, mode: 0o700 })
      const sentAt = Temporal.Now.instant().toString({ smallestUnit: 'millisecond' })
      const file = join(folder, `${sentAt.replaceAll(':', '-')}-${randomBytes(3).toString('hex')}.txt`)
      const text = [
        `Date: ${sentAt}`,
        `To: ${letter.to}`,
        `Subject: ${letter.subject}`,
        `Content-Language: ${letter.locale}`,
        '',
        letter.text,
        '',
      ].join('\n')
      // Whoever watches the folder never reads half a letter.
      await writeFile(`${file}.part`, text, { mode: 0o600 })
      await rename(`${file}.part`, file)
      log.info({ file }, 'no SMTP_URL is set: a letter was put into a file')
    },
  }
}
