import { resolve } from 'node:path'

import { expect, test } from 'vitest'

import { readConfig } from '../../signaling/config.ts'

const defaults = {
  host: 'localhost',
  port: 3000,
  publicUrl: undefined,
  trustedProxies: ['loopback'],
  dataFolder: resolve('.data'),
  databaseUrl: undefined,
  databaseOwnerUrl: undefined,
  liveKit: undefined,
  liveKitServer: undefined,
  mail: undefined,
  secret: undefined,
  logLevel: 'warn',
}
const liveKit = { LIVEKIT_URL: 'wss://video.example', LIVEKIT_API_KEY: 'key', LIVEKIT_API_SECRET: 'secret' }
const longSecret = 'thirty-two characters or more: ok'

test.each([
  [{}, {}],
  [{ PORT: ' ', DATABASE_URL: '' }, {}],
  [
    { HOST: '0.0.0.0', PORT: '8080' },
    { host: '0.0.0.0', port: 8080 },
  ],
  [{ PORT: '0' }, { port: 0 }],
  [{ PUBLIC_URL: 'https://qiaoyi.example/' }, { publicUrl: 'https://qiaoyi.example' }],
  [{ TRUSTED_PROXIES: '10.0.0.0/8, 2001:db8::1' }, { trustedProxies: ['10.0.0.0/8', '2001:db8::1'] }],
  [{ DATA_FOLDER: '/var/lib/qiaoyi' }, { dataFolder: resolve('/var/lib/qiaoyi') }],
  [{ DATABASE_URL: 'postgres://u:p@db/q' }, { databaseUrl: 'postgres://u:p@db/q' }],
  [
    { DATABASE_URL: 'postgres://u:p@db/q', DATABASE_OWNER_URL: 'postgres://o:p@db/q' },
    { databaseUrl: 'postgres://u:p@db/q', databaseOwnerUrl: 'postgres://o:p@db/q' },
  ],
  [liveKit, { liveKit: { url: 'wss://video.example', apiKey: 'key', apiSecret: 'secret' } }],
  [{ LIVEKIT_SERVER: '/opt/livekit-server' }, { liveKitServer: '/opt/livekit-server' }],
  [
    { SMTP_URL: 'smtps://mail.example', MAIL_FROM: '侨医 <a@b.example>' },
    { mail: { smtpUrl: 'smtps://mail.example', from: '侨医 <a@b.example>' } },
  ],
  [{ MAIL_FROM: 'a@b.example' }, {}],
  [{ SECRET: longSecret }, { secret: longSecret }],
  [{ LOG_LEVEL: 'debug' }, { logLevel: 'debug' }],
])('%j is understood', (env, difference) => {
  expect(readConfig(env)).toEqual({ config: { ...defaults, ...difference } })
})

test.each([
  [{ PORT: 'http' }, ['PORT']],
  [{ PORT: '70000' }, ['PORT']],
  [{ PUBLIC_URL: 'qiaoyi.example' }, ['PUBLIC_URL']],
  [{ PUBLIC_URL: 'https://qiaoyi.example/clinic' }, ['PUBLIC_URL']],
  [{ TRUSTED_PROXIES: 'proxy.example' }, ['TRUSTED_PROXIES']],
  [{ TRUSTED_PROXIES: '10.0.0.0/33 0.0.0.0/0 ::/0' }, ['10.0.0.0/33', '0.0.0.0/0', '::/0']],
  [{ DATABASE_URL: 'mysql://db' }, ['DATABASE_URL']],
  [{ DATABASE_OWNER_URL: 'postgres://o:p@db/q' }, ['DATABASE_OWNER_URL']],
  [{ ...liveKit, LIVEKIT_API_SECRET: '' }, ['LIVEKIT_API_SECRET']],
  [{ ...liveKit, LIVEKIT_URL: 'video.example' }, ['LIVEKIT_URL']],
  [{ SMTP_URL: 'smtp://mail.example' }, ['MAIL_FROM']],
  [{ SMTP_URL: 'mail.example', MAIL_FROM: 'a@b.example' }, ['SMTP_URL']],
  [{ SECRET: 'short' }, ['SECRET']],
  [{ LOG_LEVEL: 'loud' }, ['LOG_LEVEL']],
  [{ PORT: 'x', LOG_LEVEL: 'y', SECRET: 'z' }, ['PORT', 'SECRET', 'LOG_LEVEL']],
])('%j is refused, every problem at once', (env, names) => {
  const { problems } = readConfig(env)
  expect(problems).toHaveLength(names.length)
  for (const [index, name] of names.entries()) expect(problems?.[index]).toContain(name)
})

test('a secret is never repeated in a problem', () => {
  const { problems } = readConfig({
    SECRET: 'hunter2',
    DATABASE_URL: 'http://u:hunter2@db',
    LIVEKIT_API_SECRET: 'hunter2',
  })
  expect(problems?.join()).not.toContain('hunter2')
})
