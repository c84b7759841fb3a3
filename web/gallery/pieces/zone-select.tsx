import type { ReactNode } from 'react'
import { ZoneSelect } from '../../ui/zone-select.tsx'
import { Held } from '../held.tsx'
import type { Piece } from '../piece.ts'
import type { RealWords } from '../real-words.ts'

function zone(say: RealWords, start: string, over: { hint?: ReactNode; none?: string } = {}): ReactNode {
  return (
    <Held start={start}>
      {(value, hold) => (
        <ZoneSelect
          {...over}
          label={say.panel('form.timeZone')}
          first={['Europe/Rome', 'Asia/Shanghai']}
          value={value}
          onZone={hold}
        />
      )}
    </Held>
  )
}

export const zoneSelects: readonly Piece[] = [
  {
    piece: ZoneSelect,
    when: 'A time zone, by its city; those of the people concerned come first.',
    states: [
      { name: 'Chosen', show: (say) => zone(say, 'Europe/Rome') },
      { name: 'None may be chosen', show: (say) => zone(say, '', { none: say.roster('zone.none') }) },
      { name: 'Under the pointer', as: 'hover', show: (say) => zone(say, 'Europe/Rome') },
      { name: 'With the focus', as: 'focus', show: (say) => zone(say, 'Europe/Rome') },
      {
        name: 'Long words, with a hint',
        show: (say) => zone(say, 'America/Argentina/ComodRivadavia', { hint: say.roster('form.zoneHint') }),
      },
    ],
  },
]
