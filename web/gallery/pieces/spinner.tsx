import { Row } from '../../ui/page.tsx'
import { Skeleton, Spinner } from '../../ui/spinner.tsx'
import type { Piece } from '../piece.ts'

export const spinners: readonly Piece[] = [
  {
    piece: Spinner,
    when: 'Turns beside words that say what is going on; stands still where motion is not wanted.',
    states: [
      {
        name: 'Beside its words',
        show: (say) => (
          <Row>
            <Spinner />
            {say.consultations('check.looking')}
          </Row>
        ),
      },
    ],
  },
  {
    piece: Skeleton,
    when: 'Holds the place of text to come, with a label for screen readers.',
    states: [
      { name: 'Three lines', show: (say) => <Skeleton label={say.shell('loading')} /> },
      { name: 'Six lines', show: (say) => <Skeleton label={say.shell('loading')} lines={6} /> },
    ],
  },
]
