/** SQLSTATE, or what the operating system said of the socket; '' where there is neither. */
function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''
}

/**
 * Whether a connection broke under a statement: the socket is gone, or the server said goodbye to it (admin_shutdown,
 * crash_shutdown, idle_session_timeout). Whether the statement was carried out cannot be known from it.
 */
export function isConnectionLost(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  return (
    /^(ECONNRESET|EPIPE|57P01|57P02|57P05)$/.test(codeOf(error)) ||
    /^Connection terminated( unexpectedly)?$/.test(error.message) ||
    wasNeverSent(error)
  )
}

/** Whether pg refused a statement because it knew the connection to be broken: the server has not seen it. */
export function wasNeverSent(error: unknown): boolean {
  return error instanceof Error && /^Client (has encountered a connection error|was closed)/.test(error.message)
}

/**
 * Whether there was no connection to be had just now, of a server that may be back in a moment: it starts, stops or was
 * killed (cannot_connect_now among it), has too many connections, or could not be spoken with (class 08).
 */
export function isNobodyThere(error: unknown): boolean {
  return /^(ECONNREFUSED|57P03|53300|08...)$/.test(codeOf(error)) || isConnectionLost(error)
}
