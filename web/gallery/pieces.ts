import type { Shelf } from './piece.ts'
import { buttons } from './pieces/button.tsx'
import { cards } from './pieces/card.tsx'
import { chips } from './pieces/chips.tsx'
import { dateFields } from './pieces/date-field.tsx'
import { dialogs } from './pieces/dialog.tsx'
import { fields } from './pieces/field.tsx'
import { callIcons, icons } from './pieces/icons.tsx'
import { marks } from './pieces/mark.tsx'
import { notices } from './pieces/notice.tsx'
import { pages } from './pieces/page.tsx'
import { spinners } from './pieces/spinner.tsx'
import { emptyStates } from './pieces/state.tsx'
import { tables } from './pieces/table.tsx'
import { toasts } from './pieces/toast.tsx'
import { visuallyHidden } from './pieces/visually-hidden.tsx'

/** All that web/ui has; `test/web/gallery/pieces.test.ts` names what is missing. */
export const shelves: readonly Shelf[] = [
  { file: 'button.tsx', pieces: buttons },
  { file: 'field.tsx', pieces: fields },
  { file: 'date-field.tsx', pieces: dateFields },
  { file: 'chips.tsx', pieces: chips },
  { file: 'notice.tsx', pieces: notices },
  { file: 'state.tsx', pieces: emptyStates },
  { file: 'spinner.tsx', pieces: spinners },
  { file: 'card.tsx', pieces: cards },
  { file: 'table.tsx', pieces: tables },
  { file: 'dialog.tsx', pieces: dialogs },
  { file: 'toast.tsx', pieces: toasts },
  { file: 'page.tsx', pieces: pages },
  { file: 'icons.tsx', pieces: icons },
  { file: 'call-icons.tsx', pieces: callIcons },
  { file: 'mark.tsx', pieces: marks },
  { file: 'visually-hidden.tsx', pieces: visuallyHidden },
]
