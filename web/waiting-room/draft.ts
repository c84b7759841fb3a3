import { useCallback, useState } from 'react'
import type { RedFlag, Supply, Ticket } from '../../signaling/waiting-room/contract.ts'
import type { Specialty, SpokenLanguage } from '../../signaling/shapes.ts'
import { newKey } from '../api/use-command.ts'
import type { TypedPatient } from '../identity/patient-form.tsx'
import { present, presentInstant } from '../language/present.ts'
import { device, personalKey, readJson } from '../storage/storage.ts'

/** What somebody is telling, until it has become a ticket. */
export interface Draft {
  /** The ticket's idempotency key, of exactly what is told: sent again it stays one ticket, and told otherwise it isn't taken for told. */
  readonly key: string
  /** When it was last changed, by the server's clock. */
  readonly changedAt: string | undefined
  readonly patientId: string | undefined
  /** Somebody who is being registered: what is typed, until it is saved. */
  readonly newPatient: TypedPatient | undefined
  /** Asked where the account doesn't say it. */
  readonly country: string | undefined
  readonly complaint: string
  readonly redFlags: readonly RedFlag[]
  /** Whether the red-flag questions have been answered, with "none" too. */
  readonly flagsAnswered: boolean
  /** null: not sure; undefined: not answered. */
  readonly specialty: Specialty | null | undefined
  readonly languages: readonly SpokenLanguage[]
  readonly interpreterWanted: boolean
  readonly toBeSupplied: readonly Supply[]
  /** The appointment that this is the arrival for: patient and specialty are its own. */
  readonly appointmentId: string | undefined
  /** What was being told for somebody else when this took its place; it comes back once this is told. */
  readonly interrupted: Draft | undefined
}

export function newDraft(over: Partial<Draft> = {}): Draft {
  return {
    key: newKey(),
    patientId: undefined,
    newPatient: undefined,
    country: undefined,
    complaint: '',
    redFlags: [],
    flagsAnswered: false,
    specialty: undefined,
    languages: [],
    interpreterWanted: false,
    toBeSupplied: [],
    appointmentId: undefined,
    interrupted: undefined,
    changedAt: undefined,
    ...over,
  }
}

/** What somebody can arrive for again who has been taken out of their place, or has left it; whoever does so does not rest. */
export function appointmentToArriveFor(ticket: Ticket): string | undefined {
  const { status, leftReason, appointmentId, appointmentCancelled } = ticket
  const wasThere = status === 'left' && (leftReason === 'patient' || leftReason === 'coordinator')
  return wasThere && appointmentCancelled !== true ? (appointmentId ?? undefined) : undefined
}

/**
 * What to join again with after a place has ended: its text, or what was told for the same patient since. The red flags are
 * asked anew: they are about now.
 */
export function draftFrom(accountId: string, ticket: Ticket): Draft {
  const { patientId, country, complaint, specialty, languages, interpreterWanted, toBeSupplied } = ticket
  const appointmentId = appointmentToArriveFor(ticket)
  const since = findOf(patientId, loadDraft(accountId, appointmentId))
  const isSince = since?.changedAt !== undefined && Date.parse(since.changedAt) > Date.parse(ticket.arrivedAt)
  if (isSince && since.complaint.trim() !== '') {
    return { ...since, key: newKey(), redFlags: [], flagsAnswered: false }
  }
  return newDraft({
    patientId,
    country,
    complaint,
    specialty,
    languages,
    interpreterWanted,
    toBeSupplied,
    appointmentId,
  })
}

/** What is told for this patient, or was before what is told for others took its place. */
function findOf(patientId: string, draft: Draft | undefined): Draft | undefined {
  return draft === undefined || draft.patientId === patientId ? draft : findOf(patientId, draft.interrupted)
}

/** An arrival is kept apart: it neither takes another telling's place nor binds that to its appointment. */
function placeOf(accountId: string, appointmentId: string | undefined): string {
  const key = personalKey(`telling.${accountId}`)
  return appointmentId === undefined ? key : `${key}.${appointmentId}`
}

/** Kept in this browser for the account, through reloads and a lost network. */
export function loadDraft(accountId: string, appointmentId: string | undefined): Draft | undefined {
  const stored = readJson<Partial<Draft> | undefined>(device, placeOf(accountId, appointmentId), undefined)
  return stored && newDraft({ ...stored, appointmentId })
}

function saveDraft(accountId: string, draft: Draft): void {
  device.write(placeOf(accountId, draft.appointmentId), JSON.stringify(draft))
}

/** Takes the place of what is being told, and drops none of it that is told for somebody else. */
export function tellFirst(accountId: string, draft: Draft): void {
  const other = loadDraft(accountId, draft.appointmentId)
  const isBegun = other !== undefined && (other.complaint.trim() !== '' || other.newPatient !== undefined)
  const interrupted = without(draft.patientId, isBegun ? other : other?.interrupted)
  saveDraft(accountId, { ...draft, interrupted })
}

/** What was interrupted, and by that in turn, but for what is told for this patient. */
function without(patientId: string | undefined, draft: Draft | undefined): Draft | undefined {
  if (draft === undefined) return undefined
  const interrupted = without(patientId, draft.interrupted)
  return patientId !== undefined && draft.patientId === patientId ? interrupted : { ...draft, interrupted }
}

/** It is told, or thrown away: what it had interrupted is there again. */
export function dropDraft(accountId: string, appointmentId: string | undefined): void {
  const interrupted = loadDraft(accountId, appointmentId)?.interrupted
  if (interrupted === undefined) device.remove(placeOf(accountId, appointmentId))
  else saveDraft(accountId, interrupted)
}

/** What has become this place was told, though its answer was lost: it is not offered again. */
export function dropTold(accountId: string, { patientId, complaint }: Ticket): void {
  const draft = loadDraft(accountId, undefined)
  if (draft?.patientId === patientId && draft.complaint.trim() === complaint) dropDraft(accountId, undefined)
}

/** As far back as the server lists appointments, in milliseconds: what was told for one before that is asked for by no page. */
const arrivalKeptMs = 90 * 24 * 3_600_000

/** Nothing that somebody has told about a patient stays in the browser for good. */
export function dropOldArrivals(accountId: string): void {
  const begin = placeOf(accountId, '')
  for (const key of device.keys().filter((one) => one.startsWith(begin))) {
    const appointmentId = key.slice(begin.length)
    const changedAt = loadDraft(accountId, appointmentId)?.changedAt
    const isOld = changedAt !== undefined && present.now() - Date.parse(changedAt) > arrivalKeptMs
    if (isOld) dropDraft(accountId, appointmentId)
  }
}

/** What was told for an appointment goes on without it, as a telling like any other; what such a one says of the patient comes along. */
export function keepWithoutAppointment(accountId: string, appointmentId: string): void {
  const draft = loadDraft(accountId, appointmentId)
  if (draft === undefined) return
  const other = loadDraft(accountId, undefined)
  const before = other?.patientId === draft.patientId ? other?.complaint.trim() : undefined
  const complaint = before && !draft.complaint.includes(before) ? `${before}\n\n${draft.complaint}` : draft.complaint
  tellFirst(accountId, { ...draft, complaint, key: newKey(), appointmentId: undefined })
  dropDraft(accountId, appointmentId)
}

/** The account's draft, for an arrival the appointment's, and how to change it: every change is kept at once. */
export function useDraft(
  accountId: string,
  appointmentId: string | undefined,
  start: () => Draft,
): [Draft, (change: Partial<Draft>) => void] {
  const [draft, setDraft] = useState(() => loadDraft(accountId, appointmentId) ?? start())
  const change = useCallback(
    (parts: Partial<Draft>) => {
      // Outside the updater, which may run twice.
      const key = newKey()
      const changedAt = presentInstant()
      setDraft((former) => {
        const next = { ...former, ...parts, key, changedAt }
        saveDraft(accountId, next)
        return next
      })
    },
    [accountId],
  )
  return [draft, change]
}
