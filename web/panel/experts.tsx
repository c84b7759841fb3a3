import { useMemo, useState } from 'react'
import type { BoardDoctor } from '../../signaling/board/contract.ts'
import type { Expert } from '../../signaling/panel/contract.ts'
import type { Specialty, SpokenLanguage } from '../../signaling/shapes.ts'
import { specialties, spokenLanguages } from '../../signaling/vocabulary.ts'
import { Failure } from '../api/failure.tsx'
import { useAnswer } from '../api/use-answer.ts'
import { useCities } from '../language/cities.ts'
import { timeOfDay } from '../language/clock.ts'
import { useLanguage, useWords } from '../language/language.ts'
import { inARow } from '../language/list.ts'
import { useNow } from '../language/use-now.ts'
import { useBoard } from '../live/use-board.ts'
import { useExpertNames } from '../names/expert-names.tsx'
import { useExpertWords } from '../names/expert-words.ts'
import { nameWords } from '../names/words.ts'
import { Link } from '../navigation/link.tsx'
import { shellWords } from '../shell/words.ts'
import { Button, LinkButton } from '../ui/button.tsx'
import { classes } from '../ui/classes.ts'
import { Field, Select } from '../ui/field.tsx'
import { Tag } from '../ui/notice.tsx'
import { Page, Row } from '../ui/page.tsx'
import { Skeleton } from '../ui/spinner.tsx'
import { EmptyState } from '../ui/state.tsx'
import { Table } from '../ui/table.tsx'
import styles from './panel.module.css'
import { panelWords } from './words.ts'

interface Filter {
  readonly search: string
  readonly specialty: Specialty | ''
  readonly language: SpokenLanguage | ''
  readonly state: 'active' | 'onDuty' | 'retired' | 'all'
}

const everybody: Filter = { search: '', specialty: '', language: '', state: 'active' }

type DutyStates = ReadonlyMap<string, BoardDoctor['state']>

/** The panel as coordinators keep it. */
export function Experts() {
  const t = useWords(panelWords)
  const s = useWords(shellWords)
  const experts = useAnswer('GET /api/experts')
  const board = useBoard().value
  const duties: DutyStates = useMemo(
    () =>
      new Map(
        board?.doctors
          .filter(({ state }) => state !== 'onShiftNotOnDuty')
          .map(({ expertId, state }) => [expertId, state]),
      ),
    [board],
  )
  const [filter, setFilter] = useState(everybody)
  const all = experts.value
  const shown = all?.filter((expert) => fits(expert, filter, duties)) ?? []
  const addButton = <LinkButton to="/experts/new">{t('add')}</LinkButton>
  return (
    <Page title={t('title')} lead={all === undefined ? undefined : t('lead', { count: shown.length })} width="full">
      <Row>
        {addButton}
        <LinkButton kind="quiet" to="/experts/staff">
          {t('toStaff')}
        </LinkButton>
      </Row>
      <Failure error={experts.error} onRetry={experts.reload} />
      {all === undefined && experts.loading && <Skeleton label={s('loading')} lines={6} />}
      {all?.length === 0 && (
        <EmptyState title={t('empty')} action={addButton}>
          {t('emptyText')}
        </EmptyState>
      )}
      {all !== undefined && all.length > 0 && (
        <>
          <Filters filter={filter} onFilter={setFilter} />
          {shown.length === 0 ? (
            <EmptyState
              title={t('filter.none')}
              action={
                <Button kind="quiet" onClick={() => setFilter({ ...everybody, state: 'all' })}>
                  {t('filter.clear')}
                </Button>
              }
            />
          ) : (
            <ExpertTable experts={shown} duties={duties} />
          )}
        </>
      )}
    </Page>
  )
}

function fits(expert: Expert, { search, specialty, language, state }: Filter, duties: DutyStates): boolean {
  const said = [
    expert.nameHan,
    expert.nameLatin,
    expert.institution,
    expert.institutionLatin,
    expert.licenseNumber,
    expert.email,
  ]
    .join(' ')
    .toLocaleLowerCase()
  const words = search.toLocaleLowerCase().split(/\s+/).filter(Boolean)
  const inState =
    state === 'all' ||
    (state === 'retired' && expert.retired) ||
    (state === 'active' && !expert.retired) ||
    (state === 'onDuty' && duties.has(expert.id))
  return (
    inState &&
    words.every((word) => said.includes(word)) &&
    (specialty === '' || expert.specialties.includes(specialty)) &&
    (language === '' || expert.languages.some((skill) => skill.language === language))
  )
}

function Filters({ filter, onFilter }: { filter: Filter; onFilter: (filter: Filter) => void }) {
  const t = useWords(panelWords)
  const names = useWords(nameWords)
  return (
    <div className={styles.filters} role="search">
      <Field
        label={t('search')}
        type="search"
        placeholder={t('searchHint')}
        value={filter.search}
        onChange={(event) => onFilter({ ...filter, search: event.target.value })}
      />
      <Select
        label={t('filter.specialty')}
        value={filter.specialty}
        onChange={(event) => onFilter({ ...filter, specialty: event.target.value as Filter['specialty'] })}
      >
        <option value="">{t('filter.specialtyAll')}</option>
        {specialties.map((code) => (
          <option key={code} value={code}>
            {names(`specialty.${code}`)}
          </option>
        ))}
      </Select>
      <Select
        label={t('filter.language')}
        value={filter.language}
        onChange={(event) => onFilter({ ...filter, language: event.target.value as Filter['language'] })}
      >
        <option value="">{t('filter.languageAll')}</option>
        {spokenLanguages.map((code) => (
          <option key={code} value={code}>
            {names(`spoken.${code}`)}
          </option>
        ))}
      </Select>
      <Select
        label={t('filter.state')}
        value={filter.state}
        onChange={(event) => onFilter({ ...filter, state: event.target.value as Filter['state'] })}
      >
        {(['active', 'onDuty', 'retired', 'all'] as const).map((code) => (
          <option key={code} value={code}>
            {t(`state.${code}`)}
          </option>
        ))}
      </Select>
    </div>
  )
}

function ExpertTable({ experts, duties }: { experts: readonly Expert[]; duties: DutyStates }) {
  const t = useWords(panelWords)
  return (
    <Table className={styles.table}>
      <thead>
        <tr>
          <th scope="col">{t('table.name')}</th>
          <th scope="col">{t('table.specialties')}</th>
          <th scope="col">{t('table.languages')}</th>
          <th scope="col">{t('table.institution')}</th>
          <th scope="col">{t('table.license')}</th>
          <th scope="col">{t('table.state')}</th>
        </tr>
      </thead>
      <tbody>
        {experts.map((expert) => (
          <ExpertRow key={expert.id} expert={expert} duty={duties.get(expert.id)} />
        ))}
      </tbody>
    </Table>
  )
}

function ExpertRow({ expert, duty }: { expert: Expert; duty: BoardDoctor['state'] | undefined }) {
  const t = useWords(panelWords)
  const names = useWords(nameWords)
  const language = useLanguage()
  const cityOf = useCities()
  const now = useNow(30)
  const words = useExpertWords()
  const [first, second] = useExpertNames(expert)
  const practised = expert.specialties.map((code) => names(`specialty.${code}`))
  return (
    <tr>
      <th scope="row" className={styles.name}>
        <Link to={`/experts/${expert.id}`}>{first}</Link>
        <p className={styles.soft}>
          {second}
          {expert.title !== '' && ` · ${words.title(expert.title)}`}
        </p>
      </th>
      <td>{inARow(practised, language)}</td>
      <td>
        <ul className={styles.inline}>
          {expert.languages.map((skill) => (
            <li key={skill.language}>
              {names(`spoken.${skill.language}`)}{' '}
              <span className={styles.soft}>{t(`proficiency.${skill.proficiency}`)}</span>
            </li>
          ))}
        </ul>
      </td>
      <td>
        {words.institution(expert)}
        <p className={styles.soft}>
          {t('list.now', {
            time: timeOfDay(now, expert.timeZone, language),
            city: cityOf(expert.timeZone),
          })}
        </p>
      </td>
      <td className={classes(styles.soft, styles.name)}>
        {t('list.license', { number: expert.licenseNumber, name: expert.licenseVerifiedBy })}
      </td>
      <td>
        {expert.retired && <Tag>{t('list.retired')}</Tag>}
        {duty !== undefined &&
          (duty === 'paused' ? (
            <Tag tone="waiting">{t('list.paused')}</Tag>
          ) : (
            <Tag tone="info">{t('list.onDuty')}</Tag>
          ))}
      </td>
    </tr>
  )
}
