/** The name of the cookie that tells the browser which asks for a code from all others. */
export const browserCookie = 'qiaoyi_browser'

/** Browsers keep no cookie for longer (RFC 6265bis, 5.5). It is set anew with each code that is asked for. */
export const browserDays = 400
/** Browsers kept for an address; a person has a few, and the longest unused is forgotten first. */
export const browsersKept = 10

interface BrowserCookieOptions {
  readonly httpOnly: true
  readonly sameSite: 'lax'
  readonly path: '/api/sign-in'
  readonly secure: boolean
  readonly expires: Date
}

export function browserCookieOptions(publicUrl: string, now: Temporal.Instant): BrowserCookieOptions {
  return {
    httpOnly: true,
    sameSite: 'lax',
    path: '/api/sign-in',
    secure: publicUrl.startsWith('https:'),
    expires: new Date(now.add({ hours: browserDays * 24 }).epochMilliseconds),
  }
}

/** Who asks for a code. */
export interface Asking {
  /** The secret in the browser's cookie; a new one where it had none. */
  readonly browser: string
  /** An IPv4 address, or the network of an IPv6 one. */
  readonly network: string
}
