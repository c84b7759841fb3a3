import { expect, test, vi } from 'vitest'
import { cityNames } from '../../../web/language/cities.ts'
import { loadWords } from '../../../web/language/language.ts'
import { prefetchCall } from '../../../web/waiting-room/call-chunk.ts'

test('where the names of cities can’t be fetched a zone is said by its own, and nobody waits in vain', async () => {
  vi.doMock('../../../signaling/cities/names/it.json', () => {
    throw new Error('no connection')
  })
  const say = await loadWords(cityNames, 'it')
  expect(say('America/New_York')).toBe('America/New_York')
  expect((await loadWords(cityNames, 'es'))('America/New_York')).toBe('Nueva York')
})

test('the names of cities come with the call that waits for them', () => {
  vi.doMock('../../../web/consultations/call/visit.tsx', () => ({}))
  const fetched = vi.spyOn(cityNames.load, 'en')
  prefetchCall()
  expect(fetched).toHaveBeenCalledOnce()
})
