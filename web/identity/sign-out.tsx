import { useState } from 'react'
import { useCommand } from '../api/use-command.ts'
import { useWords } from '../language/language.ts'
import { shellWords } from '../shell/words.ts'
import { listUnsent, type Unsent } from '../storage/unsent.ts'
import { Button } from '../ui/button.tsx'
import type { ButtonProps } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { Notice } from '../ui/notice.tsx'
import { saveBeforeLeaving } from './leaving.ts'
import { useSession } from './session.ts'
import { identityWords } from './words.ts'

/**
 * The way out, which takes along what is about patients: whoever has typed what is nowhere else is asked. Whoever goes away from a
 * computer that others use must know that they are still in.
 */
export function SignOut(look: Pick<ButtonProps, 'kind' | 'small'>) {
  const t = useWords(shellWords)
  const words = useWords(identityWords)
  const { signOut } = useSession()
  const [unsent, setUnsent] = useState<readonly Unsent[]>([])
  const stay = (): void => setUnsent([])
  const leave = useCommand(async (_key, mayDelete: boolean) => {
    if (!mayDelete) {
      await saveBeforeLeaving()
      const found = listUnsent()
      if (found.length > 0) return setUnsent(found)
    }
    stay()
    await signOut()
  })
  return (
    <>
      <Button {...look} busy={leave.busy} onClick={() => void leave.run(false)}>
        {t('signOut')}
      </Button>
      {unsent.length > 0 && (
        <Dialog
          heading={words('signOut.losesTitle')}
          onClose={stay}
          actions={
            <>
              <Button onClick={stay}>{words('signOut.stay')}</Button>
              <Button kind="quiet" onClick={() => void leave.run(true)}>
                {words('signOut.anyway')}
              </Button>
            </>
          }
        >
          <p>{words('signOut.loses')}</p>
          <ul>
            {unsent.map((one) => (
              <li key={one}>{words(`signOut.${one}`)}</li>
            ))}
          </ul>
        </Dialog>
      )}
      {leave.error !== undefined && (
        <Dialog
          heading={t('signOutFailedTitle')}
          onClose={leave.clearError}
          actions={
            <>
              <Button onClick={() => void leave.run(false)}>{t('retry')}</Button>
              <Button kind="quiet" onClick={leave.clearError}>
                {t('close')}
              </Button>
            </>
          }
        >
          <Notice tone="waiting" role="alert">
            <p>{t('signOutFailed')}</p>
            {leave.error.requestId !== undefined && <p>{t('requestId', { id: leave.error.requestId })}</p>}
          </Notice>
        </Dialog>
      )}
    </>
  )
}
