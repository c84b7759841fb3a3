import { personalKey } from '../storage/storage.ts'
import { useKept } from '../storage/use-kept.ts'
import type { TypedPatient } from './patient-form.tsx'
import { useMe } from './session.ts'

/** What is typed of somebody new, outside a telling, until that person is saved; and how to keep it. */
export function useTypedPatient(): [TypedPatient | undefined, (typed: TypedPatient | undefined) => void] {
  return useKept<TypedPatient>(personalKey(`newPatient.${useMe().accountId}`))
}
