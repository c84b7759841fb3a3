import type { ReactNode } from 'react'
import { Button, LinkButton } from '../../ui/button.tsx'
import type { ButtonProps } from '../../ui/button.tsx'
import { Row, Stack } from '../../ui/page.tsx'
import type { Piece } from '../piece.ts'
import type { RealWords } from '../real-words.ts'
import { nowhere } from '../samples.ts'

type Over = Pick<ButtonProps, 'busy' | 'disabled' | 'small'>

function kinds(say: RealWords, over: Over = {}): ReactNode {
  return (
    <Row>
      <Button {...over}>{say.identity('signIn.send')}</Button>
      <Button {...over} kind="quiet">
        {say.identity('family.add')}
      </Button>
      <Button {...over} kind="plain">
        {say.shell('back')}
      </Button>
      <Button {...over} kind="danger">
        {say.waiting('waiting.leaveYes')}
      </Button>
    </Row>
  )
}

function linkKinds(say: RealWords, small = false): ReactNode {
  return (
    <Row>
      <LinkButton to={nowhere} small={small}>
        {say.home('home.now')}
      </LinkButton>
      <LinkButton to={nowhere} small={small} kind="quiet">
        {say.appointments('list.bookAnother')}
      </LinkButton>
      <LinkButton to={nowhere} small={small} kind="plain">
        {say.notes('mine.back')}
      </LinkButton>
      <LinkButton to={nowhere} small={small} kind="danger">
        {say.waiting('telling.flagsNext')}
      </LinkButton>
    </Row>
  )
}

export const buttons: readonly Piece[] = [
  {
    piece: Button,
    when: 'Does something here. Primary once on a screen, quiet beside it, plain for the least, danger for what can’t be undone.',
    states: [
      { name: 'Primary, quiet, plain, danger', show: (say) => kinds(say) },
      { name: 'Under the pointer', as: 'hover', show: (say) => kinds(say) },
      { name: 'With the focus', as: 'focus', show: (say) => kinds(say) },
      { name: 'Disabled', show: (say) => kinds(say, { disabled: true }) },
      { name: 'Busy', show: (say) => kinds(say, { busy: true }) },
      { name: 'Small', show: (say) => kinds(say, { small: true }) },
      { name: 'Small and busy', show: (say) => kinds(say, { small: true, busy: true }) },
      {
        name: 'Pressed, until it is pressed again',
        show: (say) => (
          <Button kind="quiet" small aria-pressed>
            {say.consultations('control.voiceFirst')}
          </Button>
        ),
      },
      {
        name: 'Wide',
        show: (say) => <Button wide>{say.identity('settings.save')}</Button>,
      },
      {
        name: 'Long words',
        show: (say) => (
          <Stack>
            <Button>{say.appointments('card.arrive')}</Button>
            <Button kind="quiet" wide busy>
              {say.consultations('end.requeue')}
            </Button>
            <Button kind="plain">{say.consultations('between.notifyMe')}</Button>
          </Stack>
        ),
      },
    ],
  },
  {
    piece: LinkButton,
    when: 'Goes somewhere: a real link, which opens in a new tab as well, in the looks of a button.',
    states: [
      { name: 'Primary, quiet, plain, danger', show: (say) => linkKinds(say) },
      { name: 'Under the pointer', as: 'hover', show: (say) => linkKinds(say) },
      { name: 'With the focus', as: 'focus', show: (say) => linkKinds(say) },
      { name: 'Small', show: (say) => linkKinds(say, true) },
      {
        name: 'Wide',
        show: (say) => (
          <LinkButton to={nowhere} wide>
            {say.records('records.first')}
          </LinkButton>
        ),
      },
      {
        name: 'Long words',
        show: (say) => (
          <LinkButton to={nowhere} kind="quiet">
            {say.appointments('booking.noneText')}
          </LinkButton>
        ),
      },
    ],
  },
]
