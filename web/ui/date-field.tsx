import type { ComponentProps, SyntheticEvent } from 'react'
import { Field } from './field.tsx'

type DateFieldProps = Omit<ComponentProps<typeof Field>, 'type' | 'value' | 'onChange' | 'onKeyUp' | 'onBlur'> & {
  /** `2026-03-26`; empty: no day. */
  value: string
  onDay: (day: string) => void
  /** Whether something stands there that is no day, such as a 30 February or a day without its year: then `value` is empty. */
  onUnreadable?: (unreadable: boolean) => void
}

/** A day of the calendar, typed or chosen. */
export function DateField({ onDay, onUnreadable, ...rest }: DateFieldProps) {
  // Looked at after each key, too: from nothing to what is no day, browsers tell no change.
  const look = ({ currentTarget }: SyntheticEvent<HTMLInputElement>): void =>
    onUnreadable?.(currentTarget.validity.badInput)
  return (
    <Field
      {...rest}
      type="date"
      onChange={(event) => {
        onDay(event.target.value)
        look(event)
      }}
      onKeyUp={look}
      onBlur={look}
    />
  )
}
