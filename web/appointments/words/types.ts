// Written by `npm run words` from zh-CN.json.
export interface Words {
  'booking.title': never
  'booking.specialty': never
  'booking.language': never
  'booking.anyLanguage': never
  'booking.zone': never
  'booking.day': never
  'booking.free': 'count'
  'booking.night': never
  'booking.morning': never
  'booking.afternoon': never
  'booking.evening': never
  'booking.noneTitle': never
  'booking.noneText': never
  'booking.now': never
  'booking.expertTime': 'city' | 'time'
  'booking.confirmTitle': never
  'booking.reason': never
  'booking.book': never
  'booking.otherTime': never
  'booking.patientProblem': never
  'booking.refreshed': never
  'list.title': never
  'list.booked': never
  'list.bookedText': 'email'
  'list.empty': never
  'list.emptyText': never
  'list.bookFirst': never
  'list.bookAnother': never
  'list.past': never
  'card.for': 'name' | 'specialty'
  'card.arrive': never
  'card.arriveFrom': 'when'
  'card.toPlace': never
  'card.cancel': never
  'card.cancelTitle': never
  'card.cancelText': never
  'card.cancelYes': never
  'card.keep': never
  'card.cancelled': never
  'status.booked': never
  'status.arrived': never
  'status.fulfilled': never
  'status.cancelled': never
  'status.cancelledByHospital': never
  'status.noshow': never
}
