import { defineAccess } from '../access.ts'

/**
 * Relations to a note. `treating`: the doctor who holds or held the visit; `attending`: the same, only while the visit is open
 * or its note is still being written; `owner`: the compatriot whose patient it is about. A coordinator stands in none.
 */
export const noteAccess = defineAccess('note', {
  read: { who: { doctor: ['treating'] } },
  save: { who: { doctor: ['treating'] }, while: ['unsigned'], otherwise: 'noteSigned' },
  sign: { who: { doctor: ['treating'] }, while: ['unsigned'], otherwise: 'noteSigned' },
  amend: { who: { doctor: ['treating'] }, while: ['signed'], otherwise: 'noteNotSigned' },
  readAdvice: { who: { compatriot: ['owner'] }, while: ['signed'], otherwise: 'noteNotSigned' },
  watchAdvice: { who: { compatriot: ['owner'] } },
  listPatients: { who: { doctor: ['any'] } },
  readPrevious: { who: { doctor: ['attending'] } },
})
