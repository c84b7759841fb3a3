import rateLimit, { normalizeIP } from '@fastify/rate-limit'
import type { FastifyRequest } from 'fastify'
import { AppError } from './errors.ts'
import type { App } from './routes.ts'
import { Tally } from './tally.ts'

/** Requests of one address in a minute. Whole hotels and dormitories share one; a page asks for some twenty things. */
export interface Limits {
  readonly requestsPerMinute: number
  readonly pagesPerMinute: number
  /**
   * Of what one server of ours tells by itself, signed. A visit has some twenty events; 100,000 visits a day have 1,400 a
   * minute, and three times as many in the busiest hour. A forged one costs less than a tenth of a millisecond.
   */
  readonly eventsPerMinute: number
}

const usual: Limits = { requestsPerMinute: 1_200, pagesPerMinute: 6_000, eventsPerMinute: 12_000 }

/** Of an address that is gone before it was asked for: one bucket, since no answer reaches anybody. */
const nobody = 'gone'
/** Bits. Whoever has one address of IPv6 has its whole network. */
const ipv6Network = 64

export function addressOf({ ip }: { readonly ip: string | undefined }): string {
  return ip === undefined ? nobody : normalizeIP(ip, ipv6Network)
}

/**
 * Counts every request by the address it came from, known path or not, before anybody is asked who it is. A route that says
 * `rateLimit` in its config has a count of its own beside, by the plugin, and one that says `false` is not counted.
 */
export async function limitRequests(app: App, limits: Partial<Limits>): Promise<Check> {
  const { requestsPerMinute, pagesPerMinute, eventsPerMinute } = { ...usual, ...limits }
  await app.register(rateLimit, { global: false, timeWindow: '1 minute', keyGenerator: addressOf })
  const requests = new Tally({ times: requestsPerMinute, seconds: 60 })
  const pages = new Tally({ times: pagesPerMinute, seconds: 60 })
  const events = new Tally({ times: eventsPerMinute, seconds: 60 })

  const check: Check = (request) => {
    const { rateLimit: own, fromAnywhere } = request.routeOptions.config ?? {}
    if (own === false) return
    const ofPeople = request.url.startsWith('/api') ? requests : pages
    const tally = fromAnywhere ? events : ofPeople
    const seconds = tally.count(addressOf(request))
    if (seconds > 0) throw new AppError(429, 'tooManyRequests', { details: { seconds } })
  }
  app.addHook('onRequest', (request, _reply, done) => {
    check(request)
    done()
  })
  return check
}

/** @throws tooManyRequests (429, details.seconds) */
export type Check = (request: FastifyRequest) => void
