import type { Request } from 'playwright-core'
import { launchBrowser, newPerson, PHONE } from '../support/browser.ts'
import { ServerProcess } from './child.ts'
import { figureOf, type Finding } from './compare.ts'
import type { DurablePostgres } from './durable-postgres.ts'

interface Served {
  readonly url: string
  /** The session cookie's name, and its value. */
  readonly cookie: string
  readonly session: string
}

interface Fetched {
  readonly path: string
  readonly status: number
  readonly encoding: string | undefined
  /** Of the body, as it came. */
  readonly bytes: number
}

/** Whatever a browser with nothing kept asks for until a compatriot's first page stands, as it goes over the wire. */
export async function benchFirstPage({ url, ownerUrl }: DurablePostgres): Promise<Finding> {
  await using server = await ServerProcess.start<Served>('page-server.ts', {
    DATABASE_URL: url,
    DATABASE_OWNER_URL: ownerUrl,
  })
  const fetched = await fetchFirstPage(server.ready)
  const wrong = fetched.filter(({ path, status, encoding }) => status !== 200 || (isCode(path) && encoding !== 'br'))
  if (wrong.length > 0) throw new Error(`not as it should be: ${JSON.stringify(wrong)}`)
  const answers = fetched.filter(({ path }) => path.startsWith('/api/'))
  const files = fetched.filter((one) => !answers.includes(one)).toSorted((one, other) => other.bytes - one.bytes)
  const listed = files.map(({ path, bytes }) => `${path} ${bytes.toLocaleString('en')}`).join(', ')
  return {
    rows: [
      figureOf({ name: 'all that the first page of a compatriot fetches', unit: 'B', aim: 90_000 }, [bytesOf(fetched)]),
      figureOf({ name: 'requests of the first page', unit: 'requests', aim: 14 }, [fetched.length]),
    ],
    note: `first page: ${answers.length} of the requests are answers of the server, ${bytesOf(answers).toLocaleString('en')} B; the files: ${listed}`,
  }
}

async function fetchFirstPage({ url, cookie, session }: Served): Promise<readonly Fetched[]> {
  const browser = await launchBrowser()
  try {
    const person = await newPerson(browser, { ...PHONE, locale: 'it-IT', timeZone: 'Europe/Rome' })
    await person.addCookies([{ name: cookie, value: session, url }])
    const page = await person.newPage()
    const requests: Request[] = []
    page.on('requestfinished', (request) => requests.push(request))
    await page.goto(url, { waitUntil: 'networkidle' })
    // The way into the waiting room is what the page is for.
    await page.locator('a[href="/tell"]').waitFor()
    return await Promise.all(requests.map(describe))
  } finally {
    await browser.close()
  }
}

async function describe(request: Request): Promise<Fetched> {
  const response = await request.response()
  const { responseBodySize } = await request.sizes()
  return {
    path: new URL(request.url()).pathname,
    status: response?.status() ?? 0,
    encoding: response?.headers()['content-encoding'],
    bytes: responseBodySize,
  }
}

function isCode(path: string): boolean {
  return /\.(js|css)$/.test(path)
}

function bytesOf(fetched: readonly Fetched[]): number {
  return fetched.reduce((sum, { bytes }) => sum + bytes, 0)
}
