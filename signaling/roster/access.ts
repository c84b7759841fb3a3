import { defineAccess } from '../access.ts'

export const rosterAccess = defineAccess('roster', {
  read: { who: { doctor: ['onPanel'], coordinator: ['any'] } },
  change: { who: { coordinator: ['any'] } },
  readOwn: { who: { doctor: ['self'] } },
  serve: { who: { doctor: ['self'] } },
})
