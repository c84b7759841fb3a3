import { useState } from 'react'
import { useWords } from '../language/language.ts'
import { Button } from '../ui/button.tsx'
import { Field } from '../ui/field.tsx'
import { consultationWords } from './words.ts'

interface CopyLinkProps {
  link: string
  label: string
  /** What to do with it, once it is copied. */
  copiedHint: string
}

/** A button that copies, and the text itself for where copying is not allowed. */
export function CopyLink({ link, label, copiedHint }: CopyLinkProps) {
  const t = useWords(consultationWords)
  const [copied, setCopied] = useState(false)
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(link)
      setCopied(true)
    } catch {
      setCopied(false)
    }
  }
  return (
    <>
      <Field label={label} value={link} readOnly onFocus={(event) => event.target.select()} />
      <div>
        <Button kind="quiet" onClick={() => void copy()}>
          {t(copied ? 'link.copied' : 'link.copy')}
        </Button>
      </div>
      <p role="status">{copied ? copiedHint : ''}</p>
    </>
  )
}
