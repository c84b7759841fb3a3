import { randomBytes } from 'node:crypto'
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { readFile, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

export interface Ports {
  /** Signalling, API and health. */
  readonly http: number
  /** All media, over one UDP socket. */
  readonly udp: number
  /** Media for those whose network blocks UDP. Only opened for other devices: it can't be bound to one address. */
  readonly tcp: number
}

export interface Keys {
  readonly apiKey: string
  readonly apiSecret: string
}

/**
 * Where the LiveKit of a data folder is reached. It is the same at every start: an open page may connect to no other port,
 * and comes back to this one, with the token it holds, when the server was killed in the middle of a call.
 */
export interface KeptAccess {
  readonly ports: Ports
  readonly keys: Keys
}

const fileName = 'access.json'
/** A LiveKit whose server was killed is ended by the watchdog, and holds its ports until then. */
const FREED_WITHIN_MS = 5_000

/** Undefined where nothing is kept, or what is kept can't be used. */
export async function readKept(dataFolder: string): Promise<KeptAccess | undefined> {
  try {
    const kept: unknown = JSON.parse(await readFile(join(dataFolder, fileName), 'utf8'))
    return isKeptAccess(kept) ? kept : undefined
  } catch {
    return undefined
  }
}

export async function keep(dataFolder: string, access: KeptAccess): Promise<void> {
  await writeFile(join(dataFolder, fileName), JSON.stringify(access), { mode: 0o600 })
}

export function randomKeys(): Keys {
  return { apiKey: `qiaoyi${randomBytes(6).toString('hex')}`, apiSecret: randomBytes(32).toString('base64url') }
}

function isKeptAccess(value: unknown): value is KeptAccess {
  const { ports, keys } = (value ?? {}) as { ports?: Partial<Ports>; keys?: Partial<Keys> }
  return (
    [ports?.http, ports?.udp, ports?.tcp].every((port) => Number.isInteger(port) && Number(port) > 0) &&
    [keys?.apiKey, keys?.apiSecret].every((key) => typeof key === 'string' && key !== '')
  )
}

/** Whether nobody listens on any of these ports of an address, now or within five seconds. */
export async function becomeFree(ports: Ports, address: string): Promise<boolean> {
  const until = performance.now() + FREED_WITHIN_MS
  while (!(await areFree(ports, address))) {
    if (performance.now() > until) return false
    await sleep(100)
  }
  return true
}

async function areFree(ports: Ports, address: string): Promise<boolean> {
  try {
    await bindAll(ports, address)
    return true
  } catch {
    return false
  }
}

/** Ports of an address that nobody listens on just now. */
export function findFreePorts(address: string): Promise<Ports> {
  return bindAll({ http: 0, udp: 0, tcp: 0 }, address)
}

/** Listens on all of them for a moment; 0 is any free one. */
async function bindAll(ports: Ports, address: string): Promise<Ports> {
  const [http, tcp] = [createServer(), createServer()]
  const udp = createSocket('udp4')
  try {
    const listening = Promise.all([http, tcp, udp].map((socket) => once(socket, 'listening')))
    http.listen(ports.http, address)
    tcp.listen(ports.tcp, address)
    udp.bind(ports.udp, address)
    await listening
    return { http: portOf(http.address()), tcp: portOf(tcp.address()), udp: udp.address().port }
  } finally {
    await Promise.all([http, tcp, udp].map(close))
  }
}

/** One that never came to listen has nothing to close. */
async function close(socket: { close(closed: () => void): unknown }): Promise<void> {
  await new Promise<void>((closed) => socket.close(closed)).catch(() => undefined)
}

function portOf(address: ReturnType<ReturnType<typeof createServer>['address']>): number {
  if (address === null || typeof address === 'string') throw new Error('a listening socket has a port')
  return address.port
}
