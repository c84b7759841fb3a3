import { defineAccess } from '../access.ts'

export const panelAccess = defineAccess('panel', {
  manage: { who: { coordinator: ['any'] } },
  /** To invite a colleague into a visit; coordinators have the panel as they keep it. */
  read: { who: { doctor: ['onPanel'] } },
})
