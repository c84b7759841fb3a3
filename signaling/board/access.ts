import { defineAccess } from '../access.ts'

/** `self`: the doctor whose queue it is. */
export const boardAccess = defineAccess('board', {
  board: { who: { coordinator: ['any'] } },
  doctorQueue: { who: { doctor: ['self'] } },
})
