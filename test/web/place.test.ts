import fc from 'fast-check'
import { expect, test } from 'vitest'
import { minutesUntilCalled as byServer } from '../../signaling/waiting-room/estimate.ts'
import { deltaOfViews, placeInView, type QueueView } from '../../signaling/waiting-room/figures.ts'
import { minutesUntilCalled, movePlace } from '../../web/waiting-room/place.ts'

function viewOf(keys: readonly number[]): QueueView {
  const sorted = keys.toSorted((one, other) => one - other)
  const figures = {
    waiting: sorted.length,
    urgent: 0,
    doctorsOnDuty: 1,
    doctorsFree: 0,
    minutesAPlace: 10,
    nextShiftAt: null,
  }
  return { figures, keys: sorted, arrivals: sorted }
}

const own = 500
const keys = fc.uniqueArray(fc.integer({ min: 0, max: 1_000 }).filter((key) => key !== own))

test('a place moved by the frames that everybody gets is the place that the server sees', () => {
  fc.assert(
    fc.property(fc.array(keys, { minLength: 1 }), (states) => {
      let view = viewOf([...(states[0] ?? []), own])
      let place = placeInView(view, own)
      for (const state of states) {
        const next = viewOf([...state, own])
        const delta = deltaOfViews(view, next)
        if (delta !== undefined) place = movePlace(place, delta, own)
        view = next
        expect(place.ahead).toBe(placeInView(view, own).ahead)
        expect(place.figures).toEqual(view.figures)
        expect(place.aheadByUrgency).toBeLessThanOrEqual(place.ahead)
      }
    }),
  )
})

test('the client counts the minutes as the server does', () => {
  const figures = fc.record({
    doctorsFree: fc.nat(20),
    minutesAPlace: fc.option(fc.double({ min: 0.1, max: 60, noNaN: true })),
  })
  fc.assert(
    fc.property(fc.nat(2_000), figures, (ahead, given) => {
      expect(minutesUntilCalled(ahead, given)).toBe(byServer(ahead, given))
    }),
  )
})
