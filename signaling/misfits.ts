import { STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { AnswerHeaders } from './answer-headers.ts'
import { toErrorAnswer } from './errors.ts'
import type { Check } from './limits.ts'

/**
 * Answers what never becomes a request of a route (a path that can't be read, a parameter without end): no hook has run
 * for it, so that the limits are asked here.
 */
export function answerUnroutable(headers: AnswerHeaders, check: Check) {
  return async (error: unknown, request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    let refused = error
    try {
      check(request)
    } catch (tooMany) {
      refused = tooMany
    }
    const { status, headers: ofError = {}, body } = toErrorAnswer(refused, request.id)
    for (const [name, value] of headers) reply.raw.setHeader(name, value)
    await reply.code(status).headers(ofError).send(body)
  }
}

/** What Node found wrong with the bytes of a connection, as the status of an answer; any other is 400. */
const statuses: Partial<Record<string, number>> = {
  ERR_HTTP_REQUEST_TIMEOUT: 408,
  HPE_HEADER_OVERFLOW: 431,
  HPE_CHUNK_EXTENSIONS_OVERFLOW: 413,
}

/** Milliseconds that such a connection has to take its answer. */
const answerMs = 500

/** Answers bytes that are no request, or take too long to become one, and ends their connection. */
export function answerUnreadable(headers: AnswerHeaders) {
  return (error: Error & { readonly code?: string }, socket: Socket): void => {
    // Also what comes after the answer.
    if (error.code === 'ECONNRESET' || socket.destroyed || socket.writableEnded) return
    if (!socket.writable) return void socket.destroy()
    const { status, body } = toErrorAnswer({ statusCode: statuses[error.code ?? ''] ?? 400 }, '')
    const text = JSON.stringify(body)
    const lines = [
      `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
      ...headers.map(([name, value]) => `${name}: ${value}`),
      'content-type: application/json; charset=utf-8',
      `content-length: ${Buffer.byteLength(text)}`,
      'connection: close',
    ]
    socket.end(`${lines.join('\r\n')}\r\n\r\n${text}`)
    // A connection destroyed at once takes the answer with it; whoever sends without end isn't waited for.
    setTimeout(() => socket.destroy(), answerMs).unref()
  }
}
