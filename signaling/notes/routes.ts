import { Type } from 'typebox'
import type { Dependencies } from '../dependencies.ts'
import { accountOf, type App } from '../routes.ts'
import { IdParams } from '../shapes.ts'
import { noteAccess } from './access.ts'
import {
  Advice,
  MyPatients,
  MyPatientsQuery,
  NewAddendum,
  Note,
  NotePreview,
  PreviousVisit,
  SaveNote,
  SignNote,
} from './contract.ts'
import { readMyPatients } from './my-patients.ts'
import { addAddendum, previewAdvice, readAdvice, readNote, readPreviousVisits, saveNote, signNote } from './service.ts'

const tags = ['notes']
/** Seven fields of 20,000 characters, four bytes each where they are rare. */
const noteBytes = 640 * 1024

export function notesRoutes(app: App, dependencies: Dependencies): void {
  app.get(
    '/api/consultations/:id/note',
    {
      config: { access: noteAccess.read },
      schema: { tags, summary: 'The note of a visit I hold', params: IdParams, response: { 200: Note } },
    },
    (request) => readNote(dependencies, accountOf(request), request.params.id),
  )

  app.put(
    '/api/consultations/:id/note',
    {
      bodyLimit: noteBytes,
      config: { access: noteAccess.save, refuses: { 409: ['noteChangedElsewhere'] } },
      schema: { tags, summary: 'Save the note', params: IdParams, body: SaveNote, response: { 200: Note } },
    },
    (request) => saveNote(dependencies, accountOf(request), request.params.id, request.body),
  )

  app.get(
    '/api/consultations/:id/note/preview',
    {
      config: { access: noteAccess.read, refuses: { 409: ['noteEmpty'] } },
      schema: {
        tags,
        summary: 'What the patient will read once I sign',
        params: IdParams,
        response: { 200: NotePreview },
      },
    },
    (request) => previewAdvice(dependencies, accountOf(request), request.params.id),
  )

  app.post(
    '/api/consultations/:id/note/sign',
    {
      config: {
        access: noteAccess.sign,
        refuses: { 409: ['noteChangedElsewhere', 'noteEmpty', 'consultationNotStarted'] },
      },
      schema: { tags, summary: 'Sign the note for good', params: IdParams, body: SignNote, response: { 200: Note } },
    },
    (request) => signNote(dependencies, accountOf(request), request.params.id, request.body.version),
  )

  app.post(
    '/api/consultations/:id/note/addenda',
    {
      bodyLimit: noteBytes,
      config: { access: noteAccess.amend },
      schema: { tags, summary: 'Add to a signed note', params: IdParams, body: NewAddendum, response: { 201: Note } },
    },
    async (request, reply) =>
      reply.code(201).send(await addAddendum(dependencies, accountOf(request), request.params.id, request.body)),
  )

  app.get(
    '/api/consultations/:id/advice',
    {
      config: { access: noteAccess.readAdvice },
      schema: { tags, summary: 'What the doctor advises', params: IdParams, response: { 200: Advice } },
    },
    (request) => readAdvice(dependencies, accountOf(request), request.params.id),
  )

  app.get(
    '/api/my-patients',
    {
      config: { access: noteAccess.listPatients },
      schema: {
        tags,
        summary: 'The patients whose visits I have held',
        querystring: MyPatientsQuery,
        response: { 200: MyPatients },
      },
    },
    (request) => readMyPatients(dependencies, accountOf(request), request.query),
  )

  app.get(
    '/api/consultations/:id/previous',
    {
      config: { access: noteAccess.readPrevious },
      schema: {
        tags,
        summary: 'Earlier visits of the patient I am treating',
        params: IdParams,
        response: { 200: Type.Array(PreviousVisit) },
      },
    },
    (request) => readPreviousVisits(dependencies, accountOf(request), request.params.id),
  )
}
