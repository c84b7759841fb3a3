import { useId, useRef } from 'react'
import type { ReactNode } from 'react'
import { classes } from './classes.ts'
import styles from './chips.module.css'

/** Something to choose. */
export interface Choice<Value extends string> {
  readonly value: Value
  readonly label: ReactNode
  readonly detail?: ReactNode
  readonly disabled?: boolean
}

interface GroupProps<Value extends string> {
  legend: ReactNode
  hint?: ReactNode
  problem?: ReactNode
  choices: readonly Choice<Value>[]
  /** One below the other, for choices with a detail. */
  stacked?: boolean
  /**
   * A choice was pressed with a pointer, also one that is chosen already: where one answer is all that is asked, the screen goes
   * on by itself. Arrow keys only move the choice, so that a keyboard passes by all of them.
   */
  onPick?: ((value: Value) => void) | undefined
}

interface ChipsProps<Value extends string> extends GroupProps<Value> {
  kind: 'radio' | 'checkbox'
  isChosen: (value: Value) => boolean
  onToggle: (value: Value, chosen: boolean) => void
}

function Chips<Value extends string>({
  kind,
  legend,
  hint,
  problem,
  choices,
  stacked = false,
  onPick,
  isChosen,
  onToggle,
}: ChipsProps<Value>) {
  const name = useId()
  const pressedInput = useRef(false)
  return (
    <fieldset className={styles.group} aria-describedby={problem === undefined ? undefined : `${name}-problem`}>
      <legend className={styles.legend}>{legend}</legend>
      {hint !== undefined && <p className={styles.hint}>{hint}</p>}
      <div className={classes(styles.chips, stacked && styles.stacked)}>
        {choices.map(({ value, label, detail, disabled = false }) => (
          // The keyboard's way is the input's own: a pointer's press on any part of the chip is told apart from it here.
          // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-noninteractive-element-interactions
          <label
            key={value}
            className={styles.chip}
            onPointerDown={({ target }) => (pressedInput.current = target instanceof HTMLInputElement)}
            onClick={({ target, detail: presses }) => {
              // A press on the words clicks the input as well: it counts once, where it was made.
              const onInput = target instanceof HTMLInputElement
              if (presses > 0 && !disabled && onInput === pressedInput.current) onPick?.(value)
            }}
          >
            <input
              className={styles.input}
              type={kind}
              name={name}
              value={value}
              checked={isChosen(value)}
              disabled={disabled}
              onChange={(event) => onToggle(value, event.target.checked)}
            />
            <span>
              {label}
              {detail !== undefined && <span className={styles.detail}>{detail}</span>}
            </span>
          </label>
        ))}
      </div>
      {problem !== undefined && (
        <p id={`${name}-problem`} className={styles.problem} role="alert">
          {problem}
        </p>
      )}
    </fieldset>
  )
}

/** One of several. */
export function ChooseOne<Value extends string>({
  value,
  onChoose,
  ...rest
}: GroupProps<Value> & { value: Value | undefined; onChoose: (value: Value) => void }) {
  return (
    <Chips {...rest} kind="radio" isChosen={(choice) => choice === value} onToggle={(choice) => onChoose(choice)} />
  )
}

/** Any of several. */
export function ChooseSome<Value extends string>({
  values,
  onChoose,
  ...rest
}: GroupProps<Value> & { values: readonly Value[]; onChoose: (values: Value[]) => void }) {
  return (
    <Chips
      {...rest}
      kind="checkbox"
      isChosen={(choice) => values.includes(choice)}
      onToggle={(choice, chosen) => onChoose(chosen ? [...values, choice] : values.filter((other) => other !== choice))}
    />
  )
}
