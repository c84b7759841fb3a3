// Written by `npm run words` from zh-CN.json.
export interface Words {
  'records.title': never
  'records.lead': never
  'records.empty': never
  'records.emptyText': never
  'records.first': never
  'records.for': 'name' | 'specialty'
  'records.signed': never
  'records.writing': never
  'records.now': never
  'records.read': never
  'records.notReady': never
  'records.enter': never
  'advice.title': never
  'advice.of': 'name'
  'advice.held': never
  'advice.by': never
  'advice.complaint': never
  'advice.assessment': never
  'advice.plan': never
  'advice.advice': never
  'advice.followUp': never
  'advice.signed': 'name' | 'when'
  'advice.addendum': never
  'advice.print': never
  'advice.pdf': never
  'advice.pdfHint': never
  'advice.pdfName': 'date' | 'name'
  'advice.notYet': never
  'advice.notYetText': never
  'advice.ended': never
  'advice.endedText': never
  'advice.whatNow': never
  'advice.next': never
  'advice.urgent': never
  'advice.urgentAt': 'number'
  'advice.patient': never
  'advice.born': 'name' | 'date'
  'advice.license': 'number'
  'advice.hospital': never
}
