import type { Dependencies } from '../dependencies.ts'
import { accountOf, type App } from '../routes.ts'
import { serve } from '../serving.ts'
import { noteAccess } from './access.ts'
import { notesApi } from './contract.ts'
import { readMyPatients } from './my-patients.ts'
import { addAddendum, previewAdvice, readAdvice, readNote, readPreviousVisits, saveNote, signNote } from './service.ts'

/** Seven fields of 20,000 characters, four bytes each where they are rare. */
const noteBytes = 640 * 1024

export function notesRoutes(app: App, dependencies: Dependencies): void {
  serve(app, 'notes', notesApi, {
    'GET /api/consultations/:id/note': {
      access: noteAccess.read,
      answer: (request) => readNote(dependencies, accountOf(request), request.params.id),
    },
    'PUT /api/consultations/:id/note': {
      access: noteAccess.save,
      bodyLimit: noteBytes,
      answer: (request) => saveNote(dependencies, accountOf(request), request.params.id, request.body),
    },
    'GET /api/consultations/:id/note/preview': {
      access: noteAccess.read,
      answer: (request) => previewAdvice(dependencies, accountOf(request), request.params.id),
    },
    'POST /api/consultations/:id/note/sign': {
      access: noteAccess.sign,
      answer: (request) => signNote(dependencies, accountOf(request), request.params.id, request.body.version),
    },
    'POST /api/consultations/:id/note/addenda': {
      access: noteAccess.amend,
      bodyLimit: noteBytes,
      answer: (request) => addAddendum(dependencies, accountOf(request), request.params.id, request.body),
    },
    'GET /api/consultations/:id/advice': {
      access: noteAccess.readAdvice,
      answer: (request) => readAdvice(dependencies, accountOf(request), request.params.id),
    },
    'GET /api/my-patients': {
      access: noteAccess.listPatients,
      answer: (request) => readMyPatients(dependencies, accountOf(request), request.query),
    },
    'GET /api/consultations/:id/previous': {
      access: noteAccess.readPrevious,
      answer: (request) => readPreviousVisits(dependencies, accountOf(request), request.params.id),
    },
  })
}
