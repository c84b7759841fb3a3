import { Button, LinkButton } from '../../ui/button.tsx'
import { EmptyState } from '../../ui/state.tsx'
import type { Piece } from '../piece.ts'
import { nowhere } from '../samples.ts'

export const emptyStates: readonly Piece[] = [
  {
    piece: EmptyState,
    when: 'Nothing is here yet: says what will appear, and offers the first step.',
    states: [
      {
        name: 'With the first step',
        show: (say) => (
          <EmptyState
            title={say.appointments('list.empty')}
            action={<LinkButton to={nowhere}>{say.appointments('list.bookFirst')}</LinkButton>}
          >
            {say.appointments('list.emptyText')}
          </EmptyState>
        ),
      },
      {
        name: 'Nothing to be done',
        show: (say) => <EmptyState title={say.board('list.empty')}>{say.board('list.emptyText')}</EmptyState>,
      },
      {
        name: 'Nothing fits, with the way out',
        show: (say) => (
          <EmptyState
            title={say.board('filter.none')}
            action={<Button kind="quiet">{say.board('filter.clear')}</Button>}
          />
        ),
      },
      {
        name: 'Long words',
        show: (say) => (
          <EmptyState
            title={say.consultations('guest.removedTitle')}
            action={<Button>{say.appointments('card.arrive')}</Button>}
          >
            {say.consultations('trouble.slow')}
          </EmptyState>
        ),
      },
    ],
  },
]
