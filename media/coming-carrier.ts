import { type Carrier, CarrierError } from './carrier.ts'

/** The same carrier; while it `isComing`, being out of reach is called that, so that people are told what to expect. */
export function comingCarrier(carrier: Carrier, isComing: () => boolean): Carrier {
  async function asking<Answer>(answer: Promise<Answer>): Promise<Answer> {
    try {
      return await answer
    } catch (error) {
      if (error instanceof CarrierError && error.kind === 'unreachable' && isComing()) {
        throw new CarrierError('coming', 'LiveKit is being got', error)
      }
      throw error
    }
  }
  return {
    ...carrier,
    openRoom: (room) => asking(carrier.openRoom(room)),
    remove: (room, identity) => asking(carrier.remove(room, identity)),
    closeRoom: (room) => asking(carrier.closeRoom(room)),
    whoIsThere: (room) => asking(carrier.whoIsThere(room)),
  }
}
