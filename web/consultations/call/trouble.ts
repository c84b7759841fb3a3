import type { CallState } from './call-keeper.ts'

/**
 * The words for why the last attempt to come in failed. Undefined for what isn't said in a line.
 * @param isOnline whether the browser has a network: a server that is down looks like none
 */
export function troubleWords(trouble: CallState['trouble'], isOnline: boolean) {
  switch (trouble) {
    case undefined:
    case 'moved':
      return undefined
    case 'offline':
      return isOnline ? 'trouble.unreachable' : 'trouble.offline'
    case 'slow':
    case 'noMedia':
    case 'videoComing':
      return `trouble.${trouble}` as const
    case 'videoUnavailable':
      return 'trouble.video'
    default:
      return 'trouble.server'
  }
}
