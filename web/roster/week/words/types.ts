// Written by `npm run words` from zh-CN.json.
export interface Words {
  title: never
  lead: 'city' | 'zone'
  'week.before': never
  'week.after': never
  'week.now': never
  'week.nav': never
  'zone.own': never
  'zone.second': never
  'zone.none': never
  'filter.specialty': never
  'filter.all': never
  'add.shift': never
  'patterns.link': never
  'grid.label': never
  'grid.expert': never
  'grid.gaps': never
  'grid.hours': 'city'
  'grid.addFor': 'name' | 'day'
  'grid.shiftOf': 'name' | 'hours'
  'grid.walkIn': never
  'grid.slots': 'minutes'
  'grid.booked': 'count'
  'grid.onDuty': never
  'grid.keys': never
  'grid.gapOf': 'specialty' | 'hours'
  'grid.empty': never
  'grid.emptyText': never
  'grid.addExpert': never
  'grid.noneFits': never
  'gaps.title': never
  'gaps.none': never
  'gaps.total': 'time'
  'gaps.whole': never
  'shift.title': 'name'
  'shift.hours': never
  'shift.slots': never
  'shift.given': 'city'
  'shift.pattern': never
  'shift.cancel': never
  'shift.close': never
  'shift.keep': never
  'shift.over': never
  'shift.askTitle': 'name'
  'shift.ask': 'count'
  'shift.cancelled': 'name'
  'shift.cancelledWith': 'count' | 'name'
  'shift.restored': never
  'shift.notRestored': never
  'form.single': never
  'form.weekly': never
  'form.kind': never
  'form.kindSingle': never
  'form.kindWeekly': never
  'form.expert': never
  'form.chooseExpert': never
  'form.expertProblem': never
  'form.date': never
  'form.dateProblem': never
  'form.weekdays': never
  'form.weekdaysProblem': never
  'form.start': never
  'form.end': never
  'form.endHint': never
  'form.timeProblem': never
  'form.sameProblem': never
  'form.skipped': never
  'form.zone': never
  'form.zoneHint': never
  'form.slots': never
  'form.walkIn': never
  'form.slotMinutes': 'minutes'
  'form.from': never
  'form.until': never
  'form.untilProblem': never
  'form.preview': never
  'form.previewWeekly': never
  'form.previewNone': never
  'form.length': 'time'
  'form.save': never
  'form.cancel': never
  'form.overlaps': 'name' | 'hours'
  'form.added': 'name' | 'hours'
  'laid.title': never
  'laid.done': 'count'
  'laid.clashes': 'count' | 'name'
  'laid.close': never
  'patterns.title': never
  'patterns.lead': never
  'patterns.back': never
  'patterns.empty': never
  'patterns.emptyText': never
  'patterns.expert': never
  'patterns.when': never
  'patterns.zone': never
  'patterns.slots': never
  'patterns.valid': never
  'patterns.actions': never
  'patterns.from': 'from'
  'patterns.between': 'from' | 'until'
  'patterns.gone': never
  'patterns.end': never
  'patterns.endOf': 'name'
  'patterns.endTitle': 'name'
  'patterns.endText': never
  'patterns.endSave': never
  'patterns.endedTitle': never
  'patterns.ended': 'count'
  'patterns.kept': 'count'
  'patterns.nothingKept': never
  'patterns.failed': 'day'
  'patterns.retry': never
  'patterns.retried': 'count'
  'unlaid.title': never
  'unlaid.lead': never
  'unlaid.otherShift': never
  'unlaid.ownPattern': never
  'unlaid.lay': never
  'unlaid.keepFree': never
  'unlaid.laid': 'name'
  'unlaid.keptFree': 'name'
  'unlaid.notRestored': never
  'unlaid.inTheWay': 'name'
  'week.unlaid': 'count'
  'week.failed': 'count'
  'week.see': never
}
