import type { ReactNode } from 'react'
import { DateField } from '../../ui/date-field.tsx'
import { Held } from '../held.tsx'
import type { Piece } from '../piece.ts'
import type { RealWords } from '../real-words.ts'
import { samples } from '../samples.ts'

function birthDate(say: RealWords, start: string, over: { disabled?: boolean; problem?: ReactNode } = {}): ReactNode {
  return (
    <Held start={start}>
      {(day, hold) => <DateField {...over} label={say.identity('family.birthDate')} value={day} onDay={hold} />}
    </Held>
  )
}

export const dateFields: readonly Piece[] = [
  {
    piece: DateField,
    when: 'A day of the calendar. Of what is no day it tells the screen, which says so and sends nothing.',
    states: [
      { name: 'Empty', show: (say) => birthDate(say, '') },
      { name: 'Filled in', show: (say) => birthDate(say, samples.date) },
      { name: 'Under the pointer', as: 'hover', show: (say) => birthDate(say, samples.date) },
      { name: 'With the focus', as: 'focus', show: (say) => birthDate(say, samples.date) },
      { name: 'Disabled', show: (say) => birthDate(say, samples.date, { disabled: true }) },
      { name: 'Error', show: (say) => birthDate(say, '', { problem: say.identity('family.birthDateProblem') }) },
      { name: 'Long words', show: (say) => birthDate(say, samples.date, { problem: say.errors('codeTooMany') }) },
    ],
  },
]
