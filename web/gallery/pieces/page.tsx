import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { Page, Row, Stack } from '../../ui/page.tsx'
import type { Piece } from '../piece.ts'
import { nowhere, samples } from '../samples.ts'

export const pages: readonly Piece[] = [
  {
    piece: Page,
    when: 'One screen’s column, with its one title and that of the tab. Each screen is in one.',
    states: [
      {
        name: 'A column, with the way back',
        broad: true,
        show: (say) => (
          <Page
            title={say.records('advice.title')}
            lead={say.records('records.lead')}
            back={{ label: say.records('records.title'), to: nowhere }}
          >
            <Card>{say.records('advice.urgent')}</Card>
          </Page>
        ),
      },
      {
        name: 'Wide, for tables',
        broad: true,
        show: (say) => (
          <Page width="wide" title={say.panel('title')} lead={say.panel('lead', { count: 12 })}>
            <Card>{say.panel('emptyText')}</Card>
          </Page>
        ),
      },
      {
        name: 'Full, and without its title',
        broad: true,
        show: (say) => (
          <Page width="full" untitled title={say.board('title')}>
            <Card>{say.board('list.emptyText')}</Card>
          </Page>
        ),
      },
      {
        name: 'Long words',
        broad: true,
        show: (say) => (
          <Page
            title={say.consultations('absence.patientTitle', { name: samples.longName, since: samples.time })}
            lead={say.consultations('trouble.slow')}
            back={{ label: say.shell('toHome'), to: nowhere }}
          >
            <Card>{say.consultations('leaving.text')}</Card>
          </Page>
        ),
      },
    ],
  },
  {
    piece: Stack,
    when: 'Things one below the other.',
    states: [
      {
        name: 'Three of them',
        show: (say) => (
          <Stack>
            <p>{say.identity('signIn.promiseHours')}</p>
            <p>{say.identity('signIn.promiseLanguages')}</p>
            <Button wide>{say.waiting('waiting.here')}</Button>
          </Stack>
        ),
      },
    ],
  },
  {
    piece: Row,
    when: 'Things side by side, which go on below where there is no more room.',
    states: [
      {
        name: 'Two of them',
        show: (say) => (
          <Row>
            <Button>{say.waiting('call.answer')}</Button>
            <Button kind="quiet">{say.waiting('call.notNow')}</Button>
          </Row>
        ),
      },
      {
        name: 'Long words',
        show: (say) => (
          <Row>
            <Button>{say.appointments('card.arrive')}</Button>
            <Button kind="quiet">{say.consultations('end.requeue')}</Button>
            <Button kind="plain">{say.appointments('card.cancelYes')}</Button>
          </Row>
        ),
      },
    ],
  },
]
