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

/** Whether the server ends a connection with what it says (such as transaction_timeout); that is what FATAL means. */
export function endsConnection(error: unknown): boolean {
  return error instanceof Error && 'severity' in error && error.severity === 'FATAL'
}

/** Whether a new connection was not answered in time. */
export function isUnanswered(error: unknown): boolean {
  return error instanceof Error && error.message === 'Connection terminated due to connection timeout'
}

/** Whether the server has not answered a statement in time, nor ended it by its own limits: it may yet carry it out. */
export function isSilent(error: unknown): boolean {
  return error instanceof Error && error.message === 'Query read timeout'
}

/**
 * Whether the database has no time for this just now, and nothing of it was done: a lock, a statement or a transaction
 * reached its limit (lock_not_available, query_canceled, transaction_timeout, idle_in_transaction_session_timeout), others
 * were in the way again and again (serialization_failure, deadlock_detected), or no connection came free.
 */
export function isOutOfTime(error: unknown): boolean {
  return (
    /^(55P03|57014|25P04|25P03|40001|40P01)$/.test(codeOf(error)) ||
    (error instanceof Error && error.message === 'timeout exceeded when trying to connect')
  )
}

/** Whether a lock did not come: within its limit (lock_not_available), or since others waited in a circle (deadlock_detected). */
export function isLockRefused(error: unknown): boolean {
  return /^(55P03|40P01)$/.test(codeOf(error))
}

/**
 * Whether there was no connection to be had just now, of a server that may be back in a moment: it starts, stops or was
 * killed (cannot_connect_now among it), has too many connections, or could not be spoken with (class 08).
 */
export function isNobodyThere(error: unknown): boolean {
  return /^(ECONNREFUSED|57P03|53300|08...)$/.test(codeOf(error)) || isConnectionLost(error)
}
