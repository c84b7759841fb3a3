// Written by `npm run words` from zh-CN.json.
export interface Words {
  'home.title': never
  'home.now': never
  'home.onDuty': 'count'
  'home.about': 'time'
  'home.noWait': never
  'home.nobody': never
  'home.nobodyForYou': never
  'home.onBreak': never
  'home.nextShift': never
  'home.shiftBegun': never
  'home.book': never
  'home.bookHint': never
  'home.waitingFor': 'name'
  'home.paused': 'name'
  'home.toWaiting': never
  'home.called': 'name'
  'home.answer': never
  'home.inVisit': 'name'
  'home.toVisit': never
  'home.number': 'number'
  'home.next': never
  'home.allAppointments': never
  'home.recordsHint': never
  'home.familyHint': never
  'bar.label': never
  'bar.call': 'number'
  'bar.more': never
  'place.about': 'time'
  'place.soon': never
  'place.nobody': never
  'place.onBreak': never
  'place.rests': never
  'place.restsUntil': never
  'place.nextRests': never
}
