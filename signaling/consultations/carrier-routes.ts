import { Done } from '../declaring.ts'
import type { Dependencies } from '../dependencies.ts'
import { AppError } from '../errors.ts'
import type { App } from '../routes.ts'
import { consultationAccess } from './access.ts'
import { receiveCarrierEvent } from './rooms.ts'

/** An event has a room and somebody in it, with all that they publish: a few thousand. */
const eventBytes = 64 * 1024

/** In a scope of its own: nothing else takes a body of this type, and here it stays as it came, for its signature. */
export function carrierRoutes(app: App, dependencies: Dependencies): void {
  void app.register((scope: App, _options, done) => {
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('application/webhook+json', { parseAs: 'string' }, (_request, body, parsed) => {
      parsed(null, body)
    })
    scope.post(
      '/api/video/webhook',
      {
        bodyLimit: eventBytes,
        config: {
          access: consultationAccess.reportFromCarrier,
          refuses: { 403: ['forbidden'] },
          fromAnywhere: true,
          sameForAll: true,
          readsRawBody: true,
        },
        schema: {
          tags: ['consultations'],
          summary: 'What LiveKit tells, signed by it',
          response: { 204: Done },
        },
      },
      async (request, reply) => {
        if (typeof request.body !== 'string') throw new AppError(415, 'unsupportedMediaType')
        await receiveCarrierEvent(dependencies, request.body, request.headers.authorization)
        return reply.code(204).send(null)
      },
    )
    done()
  })
}
