import type { Changing, Reading } from '../dependencies.ts'
import { createFirstCoordinatorLink } from '../identity/first-coordinator.ts'
import { createSignInLink } from '../identity/sign-in.ts'
import type { DemoPeople } from './demo-hospital.ts'

/**
 * A fresh single-use link for each of the three kinds of people, each under a loopback name of its own: a browser keeps
 * cookies by name, so that one window can hold all three sessions side by side.
 */
export async function createDemoLinks(
  dependencies: Reading,
  people: DemoPeople,
  port: number,
  addresses: readonly string[],
): Promise<{ role: string; url: string }[]> {
  // Where ::1 is not listened on: browsers take every name below localhost for this machine, without asking anybody.
  const hasIPv6 = addresses.includes('::1') || addresses.includes('::')
  const seats = [
    { role: 'compatriot', accountId: people.compatriot, host: 'localhost' },
    { role: 'doctor', accountId: people.doctor, host: '127.0.0.1' },
    { role: 'coordinator', accountId: people.coordinator, host: hasIPv6 ? '[::1]' : 'coordinator.localhost' },
  ]
  const links: { role: string; url: string }[] = []
  for (const { role, accountId, host } of seats) {
    const token = await createSignInLink(dependencies, accountId)
    links.push({ role, url: `http://${host}:${port}/sign-in/link/${token}` })
  }
  return links
}

/** Where the first coordinator of a hospital is made, once and within a day; undefined where there is one. */
export async function firstCoordinatorUrl(dependencies: Changing, publicUrl: string): Promise<string | undefined> {
  const token = await createFirstCoordinatorLink(dependencies)
  return token === undefined ? undefined : `${publicUrl}/first-coordinator/${token}`
}
