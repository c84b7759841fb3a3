import pg from 'pg'
import { pino } from 'pino'
import { expect, test } from 'vitest'
import { sql } from 'kysely'
import { logOptions } from '../../signaling/start/console.ts'
import { createTestDatabase } from '../support/database.ts'
import { AppError } from '../../signaling/errors.ts'

function logged(error: unknown): string {
  const lines: string[] = []
  pino(logOptions('info'), { write: (line) => void lines.push(line) }).error({ err: error }, 'a request failed')
  return lines.join('')
}

async function refusal(run: () => Promise<unknown>): Promise<unknown> {
  return run().then(
    () => expect.unreachable(),
    (error: unknown) => error,
  )
}

test('what the database refuses is logged without the row that it quotes', async () => {
  await using database = await createTestDatabase()
  const values = {
    email: 'xiuying@example.org',
    role: 'nobody',
    name: '林秀英',
    timeZone: 'Europe/Rome',
    locale: 'it',
  }
  const refused = await refusal(() =>
    database.db
      .insertInto('account')
      .values(values as never)
      .execute(),
  )
  expect(refused).toBeInstanceOf(pg.DatabaseError)
  expect(JSON.stringify(refused)).toContain('林秀英')
  const line = logged(refused)
  expect(line).not.toMatch(/林秀英|xiuying/)
  expect(JSON.parse(line)).toMatchObject({ err: { code: '23514', constraint: 'account_role', table: 'account' } })

  const quoted = await refusal(() => sql`select ${'林秀英'}::uuid`.execute(database.db))
  expect(String(quoted)).toContain('林秀英')
  expect(logged(quoted)).not.toContain('林秀英')
  expect(logged(new AppError(503, 'videoUnavailable', { cause: quoted }))).not.toContain('林秀英')
})

test('a letter that a mail server refused is logged without its recipient', () => {
  const refused = Object.assign(new Error("Can't send mail: 550 5.1.1 <xiuying@example.org> is unknown"), {
    code: 'EENVELOPE',
    responseCode: 550,
    command: 'RCPT TO',
    response: '550 5.1.1 <xiuying@example.org> is unknown',
    rejected: ['xiuying@example.org'],
  })
  const line = logged(refused)
  expect(line).not.toContain('xiuying')
  expect(JSON.parse(line)).toMatchObject({ err: { code: 'EENVELOPE', responseCode: 550, command: 'RCPT TO' } })
})

test('a mistake of ours is logged with what it says, where it was made, and its cause', () => {
  const mistake = new TypeError('x is not a function', { cause: new Error('because') })
  const { err } = JSON.parse(logged(mistake)) as {
    err: { type: string; message: string; stack: string; cause: object }
  }
  expect(err).toMatchObject({ type: 'TypeError', message: 'x is not a function', cause: { message: 'because' } })
  expect(err.stack).toContain('log.test.ts')
})
