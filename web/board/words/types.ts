// Written by `npm run words` from zh-CN.json.
export interface Words {
  title: never
  'figure.waiting': never
  'figure.longest': never
  'figure.onDuty': never
  'figure.free': never
  'figure.gaps': never
  'figure.ticket': 'number' | 'name'
  'figure.nobodyWaits': never
  'figure.busy': 'count'
  'figure.paused': 'count'
  'figure.absent': 'count'
  'figure.noGaps': never
  'figure.noExperts': never
  'figure.gapNext': 'specialty' | 'hours'
  'figure.gapNow': 'specialty'
  'figure.first': 'count'
  'urgency.emergency': never
  'urgency.urgent': never
  'urgency.routine': never
  'queue.all': never
  'queue.triage': never
  'filter.queue': never
  'filter.urgency': never
  'filter.none': never
  'filter.clear': never
  'sound.label': never
  'keys.open': never
  'keys.title': never
  'keys.text': never
  'keys.move': never
  'keys.triage': never
  'keys.assign': never
  'keys.call': never
  'keys.leave': never
  'keys.help': never
  'list.title': never
  'list.empty': never
  'list.emptyText': never
  'list.number': never
  'list.patient': never
  'list.complaint': never
  'list.queue': never
  'list.wait': never
  'list.actions': never
  'list.new': never
  'ticket.age': 'count'
  'ticket.infant': never
  'ticket.interpreter': never
  'ticket.supply': 'papers'
  'ticket.missed': 'count'
  'ticket.about': 'time'
  'ticket.rests': 'time' | 'city'
  'ticket.restsCleared': 'time' | 'city'
  'ticket.arrived': 'time' | 'city'
  'alarm.tag': never
  'alarm.one': 'number' | 'queue'
  'alarm.waits': 'time'
  'alarm.toBoard': never
  'alarm.seen': never
  'alarm.any': never
  'alarm.may': 'specialties'
  'arrived.one': 'number' | 'name'
  'arrived.many': 'count'
  'blocked.needsTriage': never
  'blocked.nobodyOnDuty': never
  'blocked.noSharedLanguage': never
  'blocked.allBusy': never
  'blocked.shiftEndsSoon': never
  'blocked.calledBackSoon': never
  'blocked.appointmentDoctorAway': never
  'blocked.paused': never
  'blocked.stuck': never
  'stuck.tag': never
  'blocked.none': never
  'list.first': never
  'action.triage': never
  'action.assign': never
  'action.call': never
  'action.leave': never
  'action.clear': 'count'
  'action.end': never
  'action.stop': never
  'action.of': 'action' | 'number' | 'name'
  'action.cancel': never
  'triage.title': 'number' | 'name'
  'triage.specialty': never
  'triage.urgency': never
  'triage.specialtyProblem': never
  'triage.save': never
  'triage.done': 'number' | 'specialty'
  'assign.title': 'number' | 'name'
  'assign.legend': never
  'assign.hint': never
  'assign.problem': never
  'assign.save': never
  'assign.done': 'number' | 'name'
  'assign.nobody': never
  'assign.nobodyText': never
  'assign.noneAble': never
  'assign.free': never
  'assign.noSpecialty': never
  'assign.busyWith': 'number'
  'assign.busy': never
  'assign.paused': never
  'assign.absent': never
  'assign.speaks': 'languages'
  'assign.noLanguage': never
  'assign.endsSoon': 'time'
  'call.done': 'number'
  'leave.title': 'number' | 'name'
  'leave.text': never
  'leave.note': never
  'leave.save': never
  'leave.done': 'number'
  'clear.title': 'number' | 'name'
  'clear.text': never
  'clear.inHand': 'count'
  'clear.reason': never
  'clear.hint': 'language'
  'clear.problem': never
  'clear.save': 'count'
  'clear.done': 'count'
  'clear.left': 'count'
  'clear.place': 'number' | 'name'
  'clear.none': never
  'end.title': 'number'
  'end.text': never
  'end.reason': never
  'end.technical': never
  'end.patientLeft': never
  'end.other': never
  'end.requeue': never
  'end.back': never
  'end.finish': never
  'end.save': never
  'end.done': 'number'
  'stop.title': 'number'
  'stop.text': never
  'stop.answered': never
  'stop.done': 'number'
  'with.title': never
  'with.empty': never
  'with.called': never
  'with.inConsultation': never
  'with.doctorGone': 'time'
  'with.doctor': never
  'with.why': never
  'reason.specialty': 'specialty'
  'reason.specialtyByTriage': 'specialty'
  'reason.standsIn': 'instead' | 'specialty'
  'reason.language': 'language'
  'reason.languageBasic': 'language'
  'reason.interpreter': never
  'reason.continuity': 'count'
  'reason.urgency': never
  'reason.waitedLongest': 'time'
  'reason.fairness': never
  'reason.appointment': never
  'reason.assignedByHand': never
  'reason.doctorGone': never
  'doctors.title': never
  'doctors.empty': never
  'doctors.toRoster': never
  'state.free': never
  'state.busy': never
  'state.paused': never
  'state.onShiftNotOnDuty': never
  'doctors.left': 'time' | 'ends'
  'doctors.visits': 'count'
  'doctors.sentToTriage': 'count'
  'doctors.with': 'number'
  'gaps.title': never
  'gaps.always': never
  'gaps.none': never
  'gaps.noExperts': never
  'gaps.addExpert': never
  'recent.title': never
  'recent.empty': never
  'recent.brokenOff': never
  'recent.leftAtOnce': never
  'recent.calledInVain': never
  'recent.signed': never
  'recent.unsigned': never
  'recent.ended': 'time'
}
