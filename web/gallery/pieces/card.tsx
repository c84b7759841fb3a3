import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { Tag } from '../../ui/notice.tsx'
import { Row } from '../../ui/page.tsx'
import type { Piece } from '../piece.ts'
import { samples } from '../samples.ts'

export const cards: readonly Piece[] = [
  {
    piece: Card,
    when: 'One thing on the paper, as a region that its heading names: an appointment, a form, a person.',
    states: [
      {
        name: 'With a heading',
        show: (say) => (
          <Card heading={say.identity('settings.account')}>
            <p>{say.identity('settings.email', { email: samples.email })}</p>
            <Row>
              <Button kind="quiet">{say.shell('signOut')}</Button>
            </Row>
          </Card>
        ),
      },
      {
        name: 'With a state beside the heading',
        show: (say) => (
          <Card heading={samples.name} aside={<Tag tone="success">{say.records('records.signed')}</Tag>}>
            <p>{say.names('specialty.generalPractice')}</p>
          </Card>
        ),
      },
      {
        name: 'Flat, in a list',
        show: (say) => (
          <Card flat heading={say.identity('family.editName', { name: samples.name })}>
            <p>{say.names('relationship.child')}</p>
          </Card>
        ),
      },
      {
        name: 'Without a heading',
        show: (say) => (
          <Card>
            <p>{say.identity('signIn.lead')}</p>
          </Card>
        ),
      },
      {
        name: 'A heading alone',
        show: (say) => <Card flat heading={say.notes('snippets.title')} />,
      },
      {
        name: 'Long words',
        show: (say) => (
          <Card
            heading={say.names('specialty.obstetricsGynaecology')}
            aside={<Tag tone="waiting">{say.records('records.writing')}</Tag>}
          >
            <p>{say.identity('settings.email', { email: samples.longEmail })}</p>
            <p>{say.panel('staff.disableDoctor')}</p>
          </Card>
        ),
      },
    ],
  },
]
