import { defineAccess } from '../access.ts'

export const panelAccess = defineAccess('panel', {
  manage: { who: { coordinator: ['any'] } },
  read: { who: { compatriot: ['any'], doctor: ['any'], coordinator: ['any'] } },
})
