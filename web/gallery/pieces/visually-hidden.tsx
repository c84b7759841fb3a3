import { Row } from '../../ui/page.tsx'
import { Spinner } from '../../ui/spinner.tsx'
import { VisuallyHidden } from '../../ui/visually-hidden.tsx'
import type { Piece } from '../piece.ts'

export const visuallyHidden: readonly Piece[] = [
  {
    piece: VisuallyHidden,
    when: 'What screen readers say where the screen shows it by other means.',
    states: [
      {
        name: 'Words and a heading, of which only the spinner is seen',
        show: (say) => (
          <Row>
            <Spinner />
            <VisuallyHidden>{say.shell('loading')}</VisuallyHidden>
            <VisuallyHidden as="h2">{say.shell('tagline')}</VisuallyHidden>
          </Row>
        ),
      },
    ],
  },
]
