import type { Ports } from './kept-access.ts'
import type { LiveKitAccess } from './livekit.ts'

/** An IPv4 address of this machine that other devices connect to, and the STUN servers (`host:port`) they may ask. */
export interface Reach {
  readonly address: string
  readonly stunServers?: readonly string[] | undefined
}

/** Answer from within China and outside; LiveKit's own default is Google's, which does not. */
const STUN_SERVERS = ['stun.miwifi.com:3478', 'stun.chat.bilibili.com:3478', 'stun.cloudflare.com:3478']
export const LOOPBACK = '127.0.0.1'
const DISCARD_PORT = 9

/** The configuration file of a LiveKit of our own. */
export function configurationOf(
  { reach, webhookUrl }: { readonly reach?: Reach | undefined; readonly webhookUrl?: string | undefined },
  { apiKey, apiSecret, ports }: Pick<LiveKitAccess, 'apiKey' | 'apiSecret'> & { readonly ports: Ports },
): string {
  const { http, udp, tcp } = ports
  const address = reach?.address ?? LOOPBACK
  // JSON is YAML, and quotes whatever stands in it.
  return JSON.stringify({
    port: http,
    bind_addresses: reach ? [address, LOOPBACK] : [LOOPBACK],
    keys: { [apiKey]: apiSecret },
    logging: { level: 'warn', pion_level: 'error', json: true },
    rtc: {
      udp_port: udp,
      tcp_port: reach ? tcp : 0,
      node_ip: address,
      ips: { includes: [`${address}/32`] },
      enable_loopback_candidate: true,
      use_external_ip: false,
      use_ice_lite: true,
      // An empty list would mean Google's. On loopback nobody needs one, and nobody outside shall be asked. It must
      // not be our own port: Chromium takes all that comes from a STUN server's address for an answer of STUN.
      stun_servers: reach ? (reach.stunServers ?? STUN_SERVERS) : [`${LOOPBACK}:${DISCARD_PORT}`],
    },
    room: { auto_create: false },
    ...(webhookUrl && { webhook: { api_key: apiKey, urls: [webhookUrl] } }),
  })
}
