import type { ReactNode } from 'react'
import { specialties } from '../../../signaling/vocabulary.ts'
import { ChooseOne, ChooseSome } from '../../ui/chips.tsx'
import type { Choice } from '../../ui/chips.tsx'
import { Held } from '../held.tsx'
import type { Piece } from '../piece.ts'
import type { RealWords } from '../real-words.ts'
import { samples } from '../samples.ts'

type Size = 'usual' | 'larger'
type Spoken = 'cmn' | 'wuu-wz' | 'it'
type Specialty = (typeof specialties)[number]
type Flag = 'chestPain' | 'breathless' | 'strokeSigns'

interface Over {
  hint?: ReactNode
  problem?: ReactNode
  disabled?: boolean
}

function sizes(say: RealWords, start: Size | undefined, { disabled = false, ...over }: Over = {}): ReactNode {
  const choices: readonly Choice<Size>[] = [
    { value: 'usual', label: say.identity('settings.textUsual'), disabled },
    { value: 'larger', label: say.identity('settings.textLarger'), disabled },
  ]
  return (
    <Held start={start}>
      {(value, hold) => (
        <ChooseOne {...over} legend={say.identity('settings.text')} value={value} choices={choices} onChoose={hold} />
      )}
    </Held>
  )
}

function languages(say: RealWords, start: readonly Spoken[], { disabled = false, ...over }: Over = {}): ReactNode {
  const choices = (['cmn', 'wuu-wz', 'it'] as const).map((value) => ({
    value,
    label: say.names(`spoken.${value}`),
    disabled,
  }))
  return (
    <Held start={start}>
      {(values, hold) => (
        <ChooseSome
          {...over}
          legend={say.identity('settings.spoken')}
          values={values}
          choices={choices}
          onChoose={hold}
        />
      )}
    </Held>
  )
}

function oneSpecialty(say: RealWords): ReactNode {
  const choices = specialties.slice(0, 4).map((value) => ({
    value,
    label: say.names(`specialty.${value}`),
    detail: say.waiting(`hint.${value}`),
    disabled: value === 'respiratory',
  }))
  return (
    <Held<Specialty | undefined> start="paediatrics">
      {(value, hold) => (
        <ChooseOne
          legend={say.waiting('telling.specialtyLegend')}
          value={value}
          choices={choices}
          stacked
          onChoose={hold}
        />
      )}
    </Held>
  )
}

function urgentSigns(say: RealWords): ReactNode {
  const choices = (['chestPain', 'breathless', 'strokeSigns'] as const).map((value) => ({
    value,
    label: say.waiting(`flag.${value}`),
  }))
  return (
    <Held<readonly Flag[]> start={['strokeSigns']}>
      {(values, hold) => (
        <ChooseSome
          legend={say.waiting('telling.flagsLegend')}
          hint={say.waiting('telling.flagsHint')}
          problem={say.waiting('telling.flagsProblem')}
          values={values}
          choices={choices}
          stacked
          onChoose={hold}
        />
      )}
    </Held>
  )
}

export const chips: readonly Piece[] = [
  {
    piece: ChooseOne,
    when: 'One of a few, all of them seen. For many, Select.',
    states: [
      { name: 'One is chosen', show: (say) => sizes(say, 'usual') },
      { name: 'None is chosen', show: (say) => sizes(say, undefined) },
      { name: 'Under the pointer', as: 'hover', show: (say) => sizes(say, 'usual') },
      { name: 'With the focus, which only one has at a time', as: 'focus', show: (say) => sizes(say, 'usual') },
      { name: 'Disabled', show: (say) => sizes(say, 'usual', { disabled: true }) },
      {
        name: 'Error',
        show: (say) => sizes(say, undefined, { problem: say.waiting('telling.specialtyProblem') }),
      },
      { name: 'Stacked, with details, one disabled', show: oneSpecialty },
      {
        name: 'Long words',
        show: (say) => (
          <Held<'chief' | 'name' | undefined> start="chief">
            {(value, hold) => (
              <ChooseOne
                legend={say.roster('form.zoneHint')}
                value={value}
                choices={[
                  { value: 'chief', label: say.names('title.associateChiefPhysician') },
                  { value: 'name', label: samples.longName, detail: samples.longEmail },
                ]}
                onChoose={hold}
              />
            )}
          </Held>
        ),
      },
    ],
  },
  {
    piece: ChooseSome,
    when: 'Any of a few, all of them seen; also none.',
    states: [
      {
        name: 'Some are chosen, with a hint',
        show: (say) => languages(say, ['cmn', 'it'], { hint: say.identity('settings.spokenHint') }),
      },
      { name: 'None is chosen', show: (say) => languages(say, []) },
      { name: 'Under the pointer', as: 'hover', show: (say) => languages(say, ['cmn']) },
      { name: 'With the focus, which only one has at a time', as: 'focus', show: (say) => languages(say, ['cmn']) },
      { name: 'Disabled', show: (say) => languages(say, ['cmn'], { disabled: true }) },
      {
        name: 'Error',
        show: (say) => languages(say, [], { problem: say.waiting('telling.languagesProblem') }),
      },
      { name: 'Long words, stacked, with hint and error', show: urgentSigns },
    ],
  },
]
