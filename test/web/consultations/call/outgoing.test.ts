import { expect, test } from 'vitest'
import type { Message } from '../../../../signaling/consultations/contract.ts'
import { isShown, type Outgoing } from '../../../../web/consultations/call/outgoing.ts'

const outgoing: Outgoing = { key: 'key', body: '您好', failed: undefined, sentAs: undefined }
const message: Message = {
  id: 'id',
  participantId: 'own',
  senderName: '林秀英',
  senderKind: 'patient',
  body: '您好',
  sentAt: '2026-03-02T09:00:00Z',
  idempotencyKey: 'key',
}

test('what was written is shown with its key, before its answer and after', () => {
  expect(isShown(outgoing, [message], 'own')).toBe(true)
  expect(isShown({ ...outgoing, sentAs: 'id' }, [message], 'own')).toBe(true)
  expect(isShown({ ...outgoing, failed: 'offline' }, [message], 'own')).toBe(true)
})

test('neither the same words nor the key of another count', () => {
  expect(isShown(outgoing, [{ ...message, idempotencyKey: 'another' }], 'own')).toBe(false)
  expect(isShown(outgoing, [{ ...message, participantId: 'another' }], 'own')).toBe(false)
  expect(isShown(outgoing, [{ ...message, participantId: 'another' }], null)).toBe(false)
})

test('where no key is told, it is shown with the id of its answer', () => {
  const { idempotencyKey: _untold, ...former } = message
  expect(isShown(outgoing, [former], 'own')).toBe(false)
  expect(isShown({ ...outgoing, sentAs: 'id' }, [former], 'own')).toBe(true)
})
