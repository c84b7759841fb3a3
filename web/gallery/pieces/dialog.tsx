import type { ReactNode } from 'react'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { TextArea } from '../../ui/field.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Held, Opened } from '../held.tsx'
import type { Piece } from '../piece.ts'
import type { RealWords } from '../real-words.ts'
import { samples } from '../samples.ts'

interface Over {
  busy?: boolean
  problem?: ReactNode
}

function question(say: RealWords, close: () => void, { busy = false, problem }: Over = {}): ReactNode {
  return (
    <Dialog
      heading={say.waiting('waiting.leaveTitle')}
      onClose={close}
      actions={
        <>
          <Button kind="danger" busy={busy} onClick={close}>
            {say.waiting('waiting.leaveYes')}
          </Button>
          <Button kind="quiet" onClick={close}>
            {say.waiting('waiting.stay')}
          </Button>
        </>
      }
    >
      <p>{say.waiting('waiting.leaveText')}</p>
      {problem}
    </Dialog>
  )
}

export const dialogs: readonly Piece[] = [
  {
    piece: Dialog,
    when: 'Asks one thing before anything else can be done, or lets something be filled in without leaving the screen.',
    states: [
      {
        name: 'A question, the main button first',
        show: (say) => <Opened label={say.waiting('waiting.leave')}>{(close) => question(say, close)}</Opened>,
      },
      {
        name: 'Busy',
        show: (say) => (
          <Opened label={say.waiting('waiting.leave')}>{(close) => question(say, close, { busy: true })}</Opened>
        ),
      },
      {
        name: 'Error',
        show: (say) => (
          <Opened label={say.waiting('waiting.leave')}>
            {(close) =>
              question(say, close, {
                problem: (
                  <Notice tone="waiting" role="alert">
                    <p>{say.shell('offline')}</p>
                  </Notice>
                ),
              })
            }
          </Opened>
        ),
      },
      {
        name: 'To fill in, wide',
        show: (say) => (
          <Opened label={say.notes('addendum.add')}>
            {(close) => (
              <Dialog
                wide
                heading={say.notes('addendum.title')}
                onClose={close}
                actions={<Button onClick={close}>{say.notes('addendum.sign')}</Button>}
              >
                <Held start="">
                  {(text, hold) => (
                    <TextArea
                      label={say.notes('addendum.title')}
                      hint={say.notes('addendum.hint')}
                      value={text}
                      onChange={(event) => hold(event.target.value)}
                    />
                  )}
                </Held>
              </Dialog>
            )}
          </Opened>
        ),
      },
      {
        name: 'Without buttons',
        show: (say) => (
          <Opened label={say.consultations('shortcuts.show')}>
            {(close) => (
              <Dialog heading={say.consultations('shortcuts.title')} onClose={close}>
                <p>{say.consultations('shortcuts.text')}</p>
              </Dialog>
            )}
          </Opened>
        ),
      },
      {
        name: 'Long words, to be read first',
        show: (say) => (
          <Opened label={say.panel('retire.button')}>
            {(close) => (
              <Dialog
                readFirst
                heading={say.panel('retire.ask', { name: samples.longName })}
                onClose={close}
                actions={
                  <>
                    <Button kind="danger" onClick={close}>
                      {say.panel('retire.button')}
                    </Button>
                    <Button kind="quiet" onClick={close}>
                      {say.panel('form.cancel')}
                    </Button>
                  </>
                }
              >
                <p>{say.panel('retire.text')}</p>
                <p>{say.panel('retire.booked', { count: 3 })}</p>
                <p>{say.panel('staff.disableDoctor')}</p>
                <p>{say.consultations('leaving.text')}</p>
              </Dialog>
            )}
          </Opened>
        ),
      },
    ],
  },
]
