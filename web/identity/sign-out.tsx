import { useCommand } from '../api/use-command.ts'
import { useWords } from '../language/language.ts'
import { shellWords } from '../shell/words.ts'
import { Button } from '../ui/button.tsx'
import type { ButtonProps } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { Notice } from '../ui/notice.tsx'
import { useSession } from './session.ts'

/** The way out. Whoever goes away from a computer that others use must know that they are still in. */
export function SignOut(look: Pick<ButtonProps, 'kind' | 'small'>) {
  const t = useWords(shellWords)
  const { signOut } = useSession()
  const leave = useCommand(() => signOut())
  return (
    <>
      <Button {...look} busy={leave.busy} onClick={() => void leave.run()}>
        {t('signOut')}
      </Button>
      {leave.error !== undefined && (
        <Dialog
          heading={t('signOutFailedTitle')}
          onClose={leave.clearError}
          actions={
            <>
              <Button onClick={() => void leave.run()}>{t('retry')}</Button>
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
