import type { ReactNode } from 'react'
import { specialties } from '../../../signaling/vocabulary.ts'
import styles from '../../ui/field.module.css'
import { CodeField, Field, Frame, Select, TextArea } from '../../ui/field.tsx'
import { Held } from '../held.tsx'
import type { Piece } from '../piece.ts'
import type { RealWords } from '../real-words.ts'
import { samples } from '../samples.ts'

function code(say: RealWords, start: string, over: { disabled?: boolean; problem?: ReactNode } = {}): ReactNode {
  return (
    <Held start={start}>
      {(digits, hold) => <CodeField {...over} label={say.identity('signIn.code')} value={digits} onCode={hold} />}
    </Held>
  )
}

function complaint(
  say: RealWords,
  over: { disabled?: boolean; problem?: ReactNode; defaultValue?: string } = {},
): ReactNode {
  return (
    <TextArea {...over} label={say.waiting('telling.complaintLabel')} hint={say.waiting('telling.complaintHint')} />
  )
}

function specialty(
  say: RealWords,
  over: { disabled?: boolean; problem?: ReactNode; hint?: ReactNode; defaultValue?: string } = {},
): ReactNode {
  return (
    <Select {...over} label={say.roster('filter.specialty')}>
      <option value="">{say.roster('filter.all')}</option>
      {specialties.map((value) => (
        <option key={value} value={value}>
          {say.names(`specialty.${value}`)}
        </option>
      ))}
    </Select>
  )
}

function framed(say: RealWords, problem?: ReactNode): ReactNode {
  return (
    <Frame label={say.roster('form.zone')} hint={say.roster('form.zoneHint')} problem={problem}>
      {(control) => <input {...control} className={styles.control} readOnly defaultValue={samples.name} />}
    </Frame>
  )
}

export const fields: readonly Piece[] = [
  {
    piece: Field,
    when: 'One line of text, a number or a time. What is typed belongs to the screen and outlives errors.',
    states: [
      {
        name: 'Empty, with a hint',
        show: (say) => (
          <Field type="email" label={say.identity('signIn.email')} hint={say.identity('signIn.emailHint')} />
        ),
      },
      {
        name: 'Filled in',
        show: (say) => <Field label={say.identity('settings.name')} defaultValue={samples.name} />,
      },
      {
        name: 'Under the pointer',
        as: 'hover',
        show: (say) => <Field label={say.identity('settings.name')} defaultValue={samples.name} />,
      },
      {
        name: 'With the focus',
        as: 'focus',
        show: (say) => <Field label={say.identity('settings.name')} defaultValue={samples.name} />,
      },
      {
        name: 'Disabled',
        show: (say) => <Field disabled label={say.identity('settings.name')} defaultValue={samples.name} />,
      },
      {
        name: 'Error',
        show: (say) => (
          <Field
            type="email"
            label={say.identity('signIn.email')}
            problem={say.identity('signIn.emailProblem')}
            defaultValue="meiling@"
          />
        ),
      },
      {
        name: 'A time',
        show: (say) => <Field type="time" label={say.roster('form.start')} defaultValue={samples.time} />,
      },
      {
        name: 'Long words, with hint and error',
        show: (say) => (
          <Field
            label={say.panel('form.institutionLatin')}
            hint={say.panel('form.institutionLatinHint')}
            problem={say.errors('codeTooMany')}
            defaultValue={samples.longEmail}
          />
        ),
      },
    ],
  },
  {
    piece: CodeField,
    when: 'The six digits of a code that was sent: a numeric keyboard, pasted with or without spaces.',
    states: [
      { name: 'Empty', show: (say) => code(say, '') },
      { name: 'Filled in', show: (say) => code(say, '482913') },
      { name: 'Under the pointer', as: 'hover', show: (say) => code(say, '482') },
      { name: 'With the focus', as: 'focus', show: (say) => code(say, '482') },
      { name: 'Disabled', show: (say) => code(say, '482913', { disabled: true }) },
      { name: 'Error', show: (say) => code(say, '48', { problem: say.identity('signIn.codeProblem') }) },
      { name: 'Long words', show: (say) => code(say, '482913', { problem: say.errors('codeTooMany') }) },
    ],
  },
  {
    piece: TextArea,
    when: 'Several lines in one’s own words; it grows with them.',
    states: [
      { name: 'Empty, with a hint', show: (say) => complaint(say) },
      {
        name: 'Filled in, longer than it stood there',
        show: (say) =>
          complaint(say, { defaultValue: Array<string>(4).fill(say.waiting('emergency.say')).join('\n\n') }),
      },
      { name: 'Under the pointer', as: 'hover', show: (say) => complaint(say) },
      { name: 'With the focus', as: 'focus', show: (say) => complaint(say) },
      {
        name: 'Disabled',
        show: (say) => complaint(say, { disabled: true, defaultValue: say.waiting('hint.generalPractice') }),
      },
      { name: 'Error', show: (say) => complaint(say, { problem: say.waiting('telling.complaintProblem') }) },
    ],
  },
  {
    piece: Select,
    when: 'One of many, in the system’s own list. For a few, ChooseOne.',
    states: [
      { name: 'As it opens', show: (say) => specialty(say) },
      {
        name: 'Chosen, with a hint',
        show: (say) => specialty(say, { defaultValue: 'tcm', hint: say.waiting('telling.notSureHint') }),
      },
      { name: 'Under the pointer', as: 'hover', show: (say) => specialty(say) },
      { name: 'With the focus', as: 'focus', show: (say) => specialty(say) },
      { name: 'Disabled', show: (say) => specialty(say, { disabled: true, defaultValue: 'tcm' }) },
      { name: 'Error', show: (say) => specialty(say, { problem: say.waiting('telling.specialtyProblem') }) },
      {
        name: 'Long words',
        show: (say) => (
          <Select label={say.roster('form.zone')} hint={say.roster('form.zoneHint')}>
            <option>{say.panel('retire.text')}</option>
          </Select>
        ),
      },
    ],
  },
  {
    piece: Frame,
    when: 'Label and hint around a control that none of the others is, such as one that opens a dialog.',
    states: [
      { name: 'Around a control', show: (say) => framed(say) },
      { name: 'Error', show: (say) => framed(say, say.waiting('telling.specialtyProblem')) },
    ],
  },
]
