import { useId } from 'react'
import type { ComponentPropsWithRef, ReactNode, SelectHTMLAttributes } from 'react'
import { classes } from './classes.ts'
import styles from './field.module.css'

interface Around {
  label: ReactNode
  /** Under the label, before it is filled in. */
  hint?: ReactNode
  /** What is wrong and what to do, in words. */
  problem?: ReactNode
}

interface FrameProps extends Around {
  children: (control: {
    id: string
    'aria-describedby': string | undefined
    'aria-invalid': true | undefined
  }) => ReactNode
}

/** Label and hint around a control, which takes what it is given. */
export function Frame({ label, hint, problem, children }: FrameProps) {
  const id = useId()
  const described = classes(hint !== undefined && `${id}-hint`, problem !== undefined && `${id}-problem`)
  return (
    <div className={styles.field}>
      <label id={`${id}-label`} className={styles.label} htmlFor={id}>
        {label}
      </label>
      {hint !== undefined && (
        <p id={`${id}-hint`} className={styles.hint}>
          {hint}
        </p>
      )}
      {children({
        id,
        'aria-describedby': described || undefined,
        'aria-invalid': problem === undefined ? undefined : true,
      })}
      {problem !== undefined && (
        <p id={`${id}-problem`} className={styles.problem} role="alert">
          {problem}
        </p>
      )}
    </div>
  )
}

type InputProps = Around & Omit<ComponentPropsWithRef<'input'>, 'id' | 'children'>

/** One line of text with its label. Takes everything an `<input>` takes; what is typed belongs to the caller and survives errors. */
export function Field({ label, hint, problem, className, ...rest }: InputProps) {
  return (
    <Frame label={label} hint={hint} problem={problem}>
      {(control) => <input {...rest} {...control} className={classes(styles.control, className)} />}
    </Frame>
  )
}

/** The six digits of a code: a numeric keyboard, offered by the system from the message, pasted with or without spaces. */
export function CodeField({ onCode, ...rest }: Omit<InputProps, 'onChange'> & { onCode: (digits: string) => void }) {
  return (
    <Field
      {...rest}
      className={styles.code}
      type="text"
      inputMode="numeric"
      autoComplete="one-time-code"
      pattern="[0-9]*"
      onChange={(event) => onCode(event.target.value.normalize('NFKC').replace(/\D/g, '').slice(0, 6))}
    />
  )
}

/** Several lines, growing with the text. */
export function TextArea({
  label,
  hint,
  problem,
  className,
  ...rest
}: Around & Omit<ComponentPropsWithRef<'textarea'>, 'id' | 'children'>) {
  return (
    <Frame label={label} hint={hint} problem={problem}>
      {(control) => <textarea {...rest} {...control} className={classes(styles.control, styles.text, className)} />}
    </Frame>
  )
}

/** The system's own list to choose from, with `<option>` children. */
export function Select({
  label,
  hint,
  problem,
  className,
  children,
  ...rest
}: Around & SelectHTMLAttributes<HTMLSelectElement>) {
  return (
    <Frame label={label} hint={hint} problem={problem}>
      {(control) => (
        <select {...rest} {...control} className={classes(styles.control, className)}>
          {children}
        </select>
      )}
    </Frame>
  )
}
