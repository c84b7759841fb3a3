import { Button } from '../../ui/button.tsx'
import { Notice, Tag } from '../../ui/notice.tsx'
import { Row } from '../../ui/page.tsx'
import { Spinner } from '../../ui/spinner.tsx'
import type { Piece } from '../piece.ts'
import { samples } from '../samples.ts'

export const notices: readonly Piece[] = [
  {
    piece: Notice,
    when: 'Words that stand out from the page: what happened, what is safe, what to do next.',
    states: [
      {
        name: 'Info',
        show: (say) => (
          <Notice title={say.consultations('out.leftTitle')}>
            <p>{say.consultations('out.leftText')}</p>
          </Notice>
        ),
      },
      {
        name: 'Waiting: to be supplied, or not yet',
        show: (say) => (
          <Notice tone="waiting" title={say.waiting('waiting.paused')}>
            <p>{say.waiting('waiting.pausedText')}</p>
          </Notice>
        ),
      },
      {
        name: 'Success: connected, signed, booked',
        show: (say) => (
          <Notice tone="success" title={say.appointments('list.booked')}>
            <p>{say.appointments('list.bookedText', { email: samples.email })}</p>
          </Notice>
        ),
      },
      {
        name: 'Emergency: that alone',
        show: (say) => (
          <Notice tone="emergency" title={say.waiting('emergency.flagsTitle')}>
            <p>{say.waiting('emergency.flagsText')}</p>
          </Notice>
        ),
      },
      {
        name: 'Error, with what to do',
        show: (say) => (
          <Notice tone="waiting" role="alert">
            <p>{say.shell('offline')}</p>
            <div>
              <Button kind="quiet">{say.shell('retry')}</Button>
            </div>
          </Notice>
        ),
      },
      {
        name: 'Busy',
        show: (say) => (
          <Notice tone="waiting" role="status" title={say.records('advice.notYet')}>
            <p>{say.records('advice.notYetText')}</p>
            <Spinner />
          </Notice>
        ),
      },
      {
        name: 'A title alone',
        show: (say) => <Notice title={say.waiting('waiting.next')} />,
      },
      {
        name: 'Long words, with a link',
        show: (say) => (
          <Notice tone="emergency" title={say.waiting('emergency.selfHarmText')}>
            <p>{say.identity('settings.email', { email: samples.longEmail })}</p>
            <a href="tel:112">{say.waiting('emergency.call', { number: '112' })}</a>
          </Notice>
        ),
      },
    ],
  },
  {
    piece: Tag,
    when: 'One or two words beside a thing: its state.',
    states: [
      {
        name: 'Neutral, info, waiting, success, emergency',
        show: (say) => (
          <Row>
            <Tag>{say.panel('list.retired')}</Tag>
            <Tag tone="info">{say.board('list.new')}</Tag>
            <Tag tone="waiting">{say.records('records.writing')}</Tag>
            <Tag tone="success">{say.records('records.signed')}</Tag>
            <Tag tone="emergency">{say.board('urgency.emergency')}</Tag>
          </Row>
        ),
      },
      {
        name: 'Long words',
        show: (say) => (
          <Row>
            <Tag tone="emergency">{say.waiting('flag.strokeSigns')}</Tag>
            <Tag tone="waiting">{say.consultations('quality.theirsLost')}</Tag>
            <Tag>
              {say.board('reason.standsIn', {
                specialty: say.names('specialty.generalPractice'),
                instead: say.names('specialty.obstetricsGynaecology'),
              })}
            </Tag>
          </Row>
        ),
      },
    ],
  },
]
