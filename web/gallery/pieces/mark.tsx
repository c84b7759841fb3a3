import { Mark } from '../../ui/mark.tsx'
import { Row } from '../../ui/page.tsx'
import type { Piece } from '../piece.ts'

export const marks: readonly Piece[] = [
  {
    piece: Mark,
    when: 'Qiaoyi’s own, beside its name: in the header, and on what is printed.',
    states: [
      {
        name: 'Beside the name',
        show: (say) => (
          <Row>
            <Mark />
            {say.shell('hospital')}
          </Row>
        ),
      },
    ],
  },
]
