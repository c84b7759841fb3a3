import { defineAccess } from '../access.ts'

export const appointmentsAccess = defineAccess('appointments', {
  findSlots: { who: { compatriot: ['any'], coordinator: ['any'] } },
  book: { who: { compatriot: ['owner'] } },
  list: { who: { compatriot: ['owner'], doctor: ['expert'] } },
  listOwn: { who: { compatriot: ['owner'] } },
  cancel: {
    who: { compatriot: ['owner'], coordinator: ['any'] },
    while: ['booked', 'cancelled'],
    otherwise: 'appointmentOver',
  },
})
