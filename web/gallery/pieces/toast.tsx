import { Button } from '../../ui/button.tsx'
import { Row } from '../../ui/page.tsx'
import { showToast, Toasts } from '../../ui/toast.tsx'
import type { Piece } from '../piece.ts'
import { samples } from '../samples.ts'

export const toasts: readonly Piece[] = [
  {
    piece: Toasts,
    when: 'Says shortly, by showToast, what has been done. Nothing that matters stands only here.',
    states: [
      {
        name: 'Done, done with a way back, and long words: three at most',
        show: (say) => {
          const [done, added, long] = [
            say.identity('settings.saved'),
            say.panel('form.added', { name: samples.name }),
            say.roster('shift.notRestored'),
          ]
          const undo = { label: say.shell('undo'), run: () => undefined }
          return (
            <>
              <Row>
                <Button kind="quiet" onClick={() => showToast(done)}>
                  {done}
                </Button>
                <Button kind="quiet" onClick={() => showToast(added, undo)}>
                  {added}
                </Button>
                <Button kind="quiet" onClick={() => showToast(long, undo)}>
                  {long}
                </Button>
              </Row>
              <Toasts />
            </>
          )
        },
      },
    ],
  },
]
