// Written by `npm run words` from zh-CN.json.
export interface Words {
  title: never
  'state.off': never
  'state.free': never
  'state.paused': never
  'state.busy': never
  'do.start': never
  'do.pause': never
  'do.pauseFollows': never
  'do.resume': never
  'do.end': never
  noShift: never
  shiftNow: never
  nextShift: never
  left: 'time'
  overtime: 'time'
  'shifts.title': never
  'shifts.lead': 'city'
  'shifts.before': never
  'shifts.thisWeek': never
  'shifts.after': never
  'shifts.otherClock': never
  'shifts.loading': never
  'shifts.cancelledTitle': never
  'shifts.cancelledText': never
  'shifts.noneTitle': never
  'shifts.noneText': never
  'shifts.now': never
  'shifts.booked': 'count'
}
