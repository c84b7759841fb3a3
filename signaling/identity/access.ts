import { defineAccess } from '../access.ts'

const everyAccount = { compatriot: ['any'], doctor: ['any'], coordinator: ['any'] }

export const identityAccess = defineAccess('identity', {
  requestCode: { who: 'everybody' },
  signIn: { who: 'everybody' },
  /** Also with a session that is over: whoever asks to be signed out is. */
  signOut: { who: 'everybody' },
  makeFirstCoordinator: { who: 'everybody' },
  useLink: { who: 'everybody' },
  readMe: { who: everyAccount },
  changeMe: { who: everyAccount },
  listPatients: { who: { compatriot: ['owner'] } },
  addPatient: { who: { compatriot: ['owner'] } },
  changePatient: { who: { compatriot: ['owner'] } },
  archivePatient: { who: { compatriot: ['owner'] } },
  manageStaff: { who: { coordinator: ['any'] } },
})
