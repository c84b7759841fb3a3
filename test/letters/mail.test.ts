import { once } from 'node:events'
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises'
import { type AddressInfo, createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { writeCodeLetter } from '../../signaling/identity/letters.ts'
import { openMailFolder } from '../../signaling/letters/mail-folder.ts'
import { openSmtpMail } from '../../signaling/letters/mail-smtp.ts'
import { locales } from '../../signaling/vocabulary.ts'

const letter = writeCodeLetter('林@example.org', 'zh-CN', '012345', 10)

describe('the folder', () => {
  let folder: string
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'qiaoyi-mail-'))
  })
  afterAll(() => rm(folder, { recursive: true }))

  test('holds whole letters for nobody else to read, and the log neither address nor code', async () => {
    const logged: unknown[] = []
    const mail = openMailFolder(join(folder, 'mail'), { info: (...line: unknown[]) => void logged.push(line) })
    await Promise.all([mail.send(letter), mail.send(letter)])
    const files = await readdir(join(folder, 'mail'))
    expect(files).toHaveLength(2)
    const file = join(folder, 'mail', files[0] ?? '')
    const text = await readFile(file, 'utf8')
    expect(text).toContain('To: 林@example.org\nSubject: 侨医登录验证码\n')
    expect(text).toContain('012345')
    expect((await stat(file)).mode & 0o077).toBe(0)
    expect(logged).toHaveLength(2)
    expect(JSON.stringify(logged)).not.toMatch(/example\.org|012345/)
  })
})

describe('a mail server', () => {
  let server: Server
  let received: string
  beforeAll(async () => {
    received = ''
    server = createServer((socket) => {
      let inData = false
      socket.write('220 mail.example ESMTP\r\n')
      socket.on('data', (chunk) => {
        for (const line of chunk.toString().split('\r\n').slice(0, -1)) {
          received += `${line}\n`
          if (inData && line !== '.') continue
          if (line === '.') inData = false
          if (line === 'DATA') inData = true
          const greeting = line.startsWith('EHLO') ? '250-mail.example\r\n250 8BITMIME\r\n' : undefined
          socket.write(greeting ?? (line === 'DATA' ? '354 go on\r\n' : '250 done\r\n'))
        }
      })
      socket.on('error', () => undefined)
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
  })
  afterAll(() => server.close())

  test('is handed the letter, for its one recipient', async () => {
    const { port } = server.address() as AddressInfo
    const mail = openSmtpMail(`smtp://127.0.0.1:${port}?ignoreTLS=true`, 'Qiaoyi <hospital@example.org>')
    await mail.send({ ...letter, to: 'lin@example.org' })
    expect(received).toContain('MAIL FROM:<hospital@example.org>')
    expect(received.match(/RCPT TO/g)).toHaveLength(1)
    expect(received).toContain('RCPT TO:<lin@example.org>')
    expect(received).toContain('Content-Language: zh-CN')
  })

  test('that is not there is an error, and no letter is lost silently', async () => {
    const mail = openSmtpMail('smtp://127.0.0.1:1', 'Qiaoyi <hospital@example.org>')
    await expect(mail.send(letter)).rejects.toThrow()
  })
})

test('the code’s letter says the same in every language', () => {
  const letters = locales.map((locale) => writeCodeLetter('a@example.org', locale, '004711', 10))
  for (const { subject, text } of letters) {
    expect(subject).not.toMatch(/\d/)
    expect(text).toContain('004711')
    expect(text).toContain('10')
    expect(text.split('\n\n')).toHaveLength(5)
  }
  expect(new Set(letters.map(({ text }) => text)).size).toBe(4)
})
