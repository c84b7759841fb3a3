import { type AddressInfo, createServer } from 'node:net'

import { CannotStart } from '../../supervision/cannot-start.ts'

/**
 * The port to listen on, a free one for 0. Asked before anything else is started: what takes long should not be in vain.
 * @throws CannotStart when it is taken, not allowed, or the host is not this machine's
 */
export async function findPort(host: string, port: number): Promise<number> {
  const server = createServer()
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      server.listen(port, host, resolve)
    })
    return (server.address() as AddressInfo).port
  } catch (error) {
    throw explainListening(error, host, port)
  } finally {
    await new Promise((resolve) => server.close(resolve))
  }
}

/** Why nothing can listen there, for the person at the console; other errors come back as they are. */
export function explainListening(error: unknown, host: string, port: number): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  switch (code) {
    case 'EADDRINUSE':
      return new CannotStart(
        `Port ${port} is taken: another program, perhaps another Qiaoyi, listens there.\n` +
          `Stop it, or choose another port: PORT=${port + 1} npm start`,
        { cause: error },
      )
    case 'EACCES':
      return new CannotStart(`This user may not listen on port ${port}.\nChoose one above 1023: PORT=3000 npm start`, {
        cause: error,
      })
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return new CannotStart(
        `HOST is "${host}", which is no name or address of this machine.\n` +
          'Leave it unset for this machine alone, or set 0.0.0.0 for every network it is in.',
        { cause: error },
      )
    default:
      return error
  }
}
