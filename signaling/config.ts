import { isIP } from 'node:net'
import { resolve } from 'node:path'

const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const

/** What the environment decides. Undefined: see to it yourself (embedded PostgreSQL, local LiveKit, mail as files). */
export interface Config {
  /** A name or address to listen on; `localhost` is 127.0.0.1 and ::1. */
  readonly host: string
  /** 0: any free one. */
  readonly port: number
  /** Where people reach the service, without a trailing slash; undefined: at host and port. */
  readonly publicUrl: string | undefined
  /** Proxies before us: addresses and networks. Whose request it is they say truly, and nobody else does. */
  readonly trustedProxies: readonly string[]
  /** Absolute. */
  readonly dataFolder: string
  /** Of the application's role. */
  readonly databaseUrl: string | undefined
  /** Of the same database, and of the role that owns its tables: for migrations. */
  readonly databaseOwnerUrl: string | undefined
  readonly liveKit: { readonly url: string; readonly apiKey: string; readonly apiSecret: string } | undefined
  /** A `livekit-server` to run, instead of looking for one. */
  readonly liveKitServer: string | undefined
  /** Where to download a release of LiveKit from, instead of the project's own place; without a trailing slash. */
  readonly liveKitMirror: string | undefined
  readonly mail: { readonly smtpUrl: string; readonly from: string } | undefined
  readonly secret: string | undefined
  readonly logLevel: (typeof logLevels)[number]
}

export type ConfigResult =
  | { readonly config: Config; readonly problems?: undefined }
  | { readonly config?: undefined; readonly problems: readonly string[] }

/** Reads every variable and reports all that is wrong at once, each as a line for a person. Empty means unset. */
export function readConfig(env: Readonly<Record<string, string | undefined>>): ConfigResult {
  const problems: string[] = []
  const read = (name: string): string | undefined => env[name]?.trim() || undefined

  function url(name: string, schemes: readonly string[]): string | undefined {
    const value = read(name)
    if (value === undefined) return undefined
    if (!schemes.includes(URL.parse(value)?.protocol.slice(0, -1) ?? '')) {
      problems.push(`${name} must be a URL that begins with ${schemes.map((scheme) => `${scheme}://`).join(' or ')}.`)
    }
    return value
  }

  function port(): number {
    const value = read('PORT') ?? '3000'
    if (/^\d{1,5}$/.test(value) && Number(value) <= 65_535) return Number(value)
    problems.push(`PORT must be a number from 0 to 65535, and is "${value}".`)
    return 0
  }

  function publicUrl(): string | undefined {
    const value = url('PUBLIC_URL', ['http', 'https'])
    const parsed = value === undefined ? null : URL.parse(value)
    if (!parsed) return undefined
    if (parsed.pathname !== '/' || parsed.search || parsed.hash || parsed.username) {
      problems.push('PUBLIC_URL must be an origin, such as https://qiaoyi.example, with nothing after the host.')
    }
    return parsed.origin
  }

  function trustedProxies(): string[] {
    const proxies = (read('TRUSTED_PROXIES') ?? 'loopback').split(/[\s,]+/).filter((proxy) => proxy !== '')
    for (const proxy of proxies.filter((each) => !isNetwork(each))) {
      problems.push(`TRUSTED_PROXIES must be addresses or networks, such as 10.0.0.0/8, and has "${proxy}".`)
    }
    return proxies
  }

  function database(): Pick<Config, 'databaseUrl' | 'databaseOwnerUrl'> {
    const databaseUrl = url('DATABASE_URL', ['postgres', 'postgresql'])
    const databaseOwnerUrl = url('DATABASE_OWNER_URL', ['postgres', 'postgresql'])
    if (databaseOwnerUrl !== undefined && databaseUrl === undefined) {
      problems.push(
        'With DATABASE_OWNER_URL, which migrates the database, goes DATABASE_URL, which the application uses.',
      )
    }
    return { databaseUrl, databaseOwnerUrl }
  }

  function liveKit(): Config['liveKit'] {
    const names = ['LIVEKIT_URL', 'LIVEKIT_API_KEY', 'LIVEKIT_API_SECRET']
    const missing = names.filter((name) => read(name) === undefined)
    const liveKitUrl = url('LIVEKIT_URL', ['ws', 'wss', 'http', 'https'])
    const apiKey = read('LIVEKIT_API_KEY')
    const apiSecret = read('LIVEKIT_API_SECRET')
    if (liveKitUrl && apiKey && apiSecret) return { url: liveKitUrl, apiKey, apiSecret }
    if (missing.length < names.length) {
      problems.push(`${names.join(', ')} go together: set all or none. Missing: ${missing.join(', ')}.`)
    }
    return undefined
  }

  function mail(): Config['mail'] {
    const smtpUrl = url('SMTP_URL', ['smtp', 'smtps'])
    const from = read('MAIL_FROM')
    if (smtpUrl === undefined) return undefined
    if (from?.includes('@')) return { smtpUrl, from }
    problems.push('With SMTP_URL goes MAIL_FROM, the address that letters come from.')
    return undefined
  }

  function secret(): string | undefined {
    const value = read('SECRET')
    if (value !== undefined && value.length < 32) problems.push('SECRET must have at least 32 characters.')
    return value
  }

  function logLevel(): Config['logLevel'] {
    const value = read('LOG_LEVEL') ?? 'warn'
    const level = logLevels.find((name) => name === value)
    if (level === undefined) problems.push(`LOG_LEVEL must be one of ${logLevels.join(', ')}, and is "${value}".`)
    return level ?? 'warn'
  }

  const config: Config = Object.freeze({
    host: read('HOST') ?? 'localhost',
    port: port(),
    publicUrl: publicUrl(),
    trustedProxies: trustedProxies(),
    dataFolder: resolve(read('DATA_FOLDER') ?? '.data'),
    ...database(),
    liveKit: liveKit(),
    liveKitServer: read('LIVEKIT_SERVER'),
    liveKitMirror: url('LIVEKIT_MIRROR', ['http', 'https'])?.replace(/\/+$/, ''),
    mail: mail(),
    secret: secret(),
    logLevel: logLevel(),
  })
  return problems.length > 0 ? { problems } : { config }
}

/** An address, one with the length of its network, or `loopback`. Not everybody's: whoever asks would say who asks. */
function isNetwork(text: string): boolean {
  if (text === 'loopback') return true
  const [address = '', length, ...rest] = text.split('/')
  const version = isIP(address)
  if (version === 0 || address.includes('%') || rest.length > 0) return false
  return length === undefined || (/^[1-9]\d{0,2}$/.test(length) && Number(length) <= (version === 4 ? 32 : 128))
}
