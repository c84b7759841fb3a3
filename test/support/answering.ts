import type { AddressInfo } from 'node:net'
import type { AccountRole, AccountViewer } from '../../signaling/access.ts'
import { type AppOptions, buildApp } from '../../signaling/app.ts'
import type { Dependencies } from '../../signaling/dependencies.ts'
import { createSession, sessionCookie } from '../../signaling/identity/sessions.ts'
import type { App } from '../../signaling/routes.ts'
import { addAccount, type PersonDetails } from './people.ts'

export type Http = Partial<AppOptions> & { readonly listens?: true }

/** A process that answers requests. */
export interface Answering {
  readonly app: App
  /** Where it listens, if it does; without a trailing slash. */
  readonly url: string
  readonly port: number
}

/** Asking it, as browsers do. */
export interface Asking {
  signIn(viewer: Pick<AccountViewer, 'accountId' | 'role'>): Promise<TestAccount>
  /** An account of somebody new, signed in. */
  addAccount(role: AccountRole, details?: PersonDetails): Promise<TestAccount>
  /** Sends what a browser's page of this server would send. */
  send(account: TestAccount | undefined, method: Method, url: string, body?: object): Promise<Answer>
}

export interface TestAccount {
  readonly id: string
  readonly role: AccountRole
  readonly cookie: string
}

export interface Answer {
  readonly status: number
  // A test knows what it asked for.
  readonly body: any // oxlint-disable-line no-explicit-any
  readonly headers: Readonly<Record<string, unknown>>
}

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

export const testOrigin = 'http://localhost:3000'

/** @param port to listen on, 0 for any; without one it is only asked. */
export async function answer(dependencies: Dependencies, options: AppOptions, port?: number): Promise<Answering> {
  const limits = { requestsPerMinute: 1_000_000, pagesPerMinute: 1_000_000 }
  const app = await buildApp(dependencies, { limits, ...options })
  if (port === undefined) {
    await app.ready()
    return { app, url: '', port: 0 }
  }
  const url = await app.listen({ host: '127.0.0.1', port })
  return { app, url, port: (app.server.address() as AddressInfo).port }
}

export function askingOf({ db, clock, settings }: Dependencies, app: App): Asking {
  const { origin, host } = new URL(settings.publicUrl)
  const asking: Asking = {
    async signIn({ accountId, role }) {
      const { token } = await createSession(db, { id: accountId, role }, clock.now())
      return { id: accountId, role, cookie: `${sessionCookie}=${token}` }
    },
    addAccount: async (role, details) => await asking.signIn(await addAccount({ db }, role, details)),
    async send(account, method, url, body) {
      const {
        statusCode,
        headers,
        body: text,
      } = await app.inject({
        method,
        url,
        headers: { origin, host, ...(account && { cookie: account.cookie }) },
        ...(body && { payload: body }),
      })
      const isJson = String(headers['content-type'] ?? '').includes('json') && text !== ''
      return { status: statusCode, body: isJson ? JSON.parse(text) : text, headers }
    },
  }
  return asking
}
