import fc from 'fast-check'
import { expect, test } from 'vitest'
import { deltaOfViews, minutesIn, placeInView, type QueueView } from '../../../signaling/waiting-room/figures.ts'
import { movePlace, prospectOf, soonest } from '../../../web/waiting-room/prospect.ts'

function viewOf(keys: readonly number[]): QueueView {
  const sorted = keys.toSorted((one, other) => one - other)
  const figures = { waiting: sorted.length, urgent: 0 }
  // Any steps will do, as long as they are not always the same.
  const steps = sorted.filter((key) => key % 3 === 0).map((key, index): [number, number] => [key, index * 5])
  const line = { line: 'cmn', doctors: sorted.length % 4, steps, nextAt: null }
  return { figures, keys: sorted, arrivals: sorted, lines: new Map([['cmn', line]]) }
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
        if (delta !== undefined) place = movePlace(place, delta)
        view = next
        expect(place.ahead).toBe(placeInView(view, own).ahead)
        expect(place.figures).toEqual(view.figures)
        const prospect = prospectOf({ line: 'cmn', queueKey: own }, place)
        const line = view.lines.get('cmn')
        expect(prospect?.minutes).toBe(minutesIn(line?.steps ?? [], own))
        expect(prospect?.doctors).toBe(line?.doctors)
        expect(place.aheadByUrgency).toBeLessThanOrEqual(place.ahead)
      }
    }),
  )
})

test('who speaks several languages is called by the soonest; who has told none, by anybody', () => {
  const by = [
    { language: 'cmn' as const, minutes: 30, nextAt: '2026-03-02T12:00:00Z' },
    { language: 'it' as const, minutes: 15, nextAt: null },
    { language: 'fr' as const, minutes: null, nextAt: '2026-03-02T11:00:00Z' },
  ]
  const at = '2026-03-02T11:00:00Z'
  expect(soonest(by, ['cmn', 'fr'])).toEqual({ minutes: 30, nextAt: at, onBreak: false })
  expect(soonest(by, ['fr'])).toEqual({ minutes: null, nextAt: at, onBreak: false })
  expect(soonest(by, ['pt'])).toEqual({ minutes: null, nextAt: null, onBreak: false })
  expect(soonest(by, [])).toEqual({ minutes: 15, nextAt: at, onBreak: false })
  const resting = { language: 'pt' as const, minutes: null, nextAt: null, onBreak: true }
  expect(soonest([...by, resting], ['pt', 'fr'])).toEqual({ minutes: null, nextAt: at, onBreak: true })
  expect(soonest([...by, resting], ['fr'])).toMatchObject({ onBreak: false })
})
