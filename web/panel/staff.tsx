import { useState } from 'react'
import type { SyntheticEvent } from 'react'
import type { NewStaff, Staff } from '../../signaling/identity/contract.ts'
import { longestEmail, longestName } from '../../signaling/text-limits.ts'
import { request } from '../api/client.ts'
import { Failure } from '../api/failure.tsx'
import { useAnswer } from '../api/use-answer.ts'
import { useCommand } from '../api/use-command.ts'
import { useMe } from '../identity/session.ts'
import { useCities } from '../language/cities.ts'
import { languageNames, languages, useLanguage, useWords } from '../language/language.ts'
import type { Language } from '../language/language.ts'
import { shellWords } from '../shell/words.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { Field, Select } from '../ui/field.tsx'
import { Page, Row } from '../ui/page.tsx'
import { Skeleton } from '../ui/spinner.tsx'
import { EmptyState } from '../ui/state.tsx'
import { Table } from '../ui/table.tsx'
import { showToast } from '../ui/toast.tsx'
import { useDialog } from '../ui/use-dialog.ts'
import { ZoneSelect } from '../cities/zone-select.tsx'
import styles from './panel.module.css'
import { StaffAccess } from './staff-access.tsx'
import { panelWords } from './words.ts'

/** Who may sign in as staff. Coordinators are added here, doctors with their entry on the panel. */
export function StaffAccounts() {
  const t = useWords(panelWords)
  const s = useWords(shellWords)
  const cityOf = useCities()
  const staff = useAnswer('GET /api/staff')
  const [adding, add, close] = useDialog<'coordinator'>()
  // Read again where nobody was added too: only the answer may have been lost.
  const closeAndRead = (): void => {
    close()
    staff.reload()
  }
  const addButton = <Button onClick={() => add('coordinator')}>{t('staff.add')}</Button>
  return (
    <Page
      title={t('staff.title')}
      lead={t('staff.lead')}
      back={{ label: t('staff.back'), to: '/experts' }}
      width="wide"
    >
      <Failure error={staff.error} onRetry={staff.reload} />
      {staff.value === undefined && staff.loading && <Skeleton label={s('loading')} lines={4} />}
      {staff.value?.length === 0 && (
        <EmptyState title={t('staff.empty')} action={addButton}>
          {t('staff.emptyText')}
        </EmptyState>
      )}
      {staff.value !== undefined && staff.value.length > 0 && (
        <>
          <Row>{addButton}</Row>
          <Table className={styles.table}>
            <thead>
              <tr>
                <th scope="col">{t('staff.name')}</th>
                <th scope="col">{t('staff.role')}</th>
                <th scope="col">{t('staff.email')}</th>
                <th scope="col">{t('staff.zone')}</th>
                <th scope="col">{t('staff.access')}</th>
              </tr>
            </thead>
            <tbody>
              {staff.value.toSorted(byRole).map((account) => (
                <tr key={account.accountId}>
                  <th scope="row">{account.name}</th>
                  <td>{t(`staff.${account.role}`)}</td>
                  <td>{account.email}</td>
                  <td>{cityOf(account.timeZone)}</td>
                  <td>
                    <StaffAccess account={account} onChanged={staff.reload} />
                  </td>
                </tr>
              ))}
            </tbody>
          </Table>
        </>
      )}
      {adding !== undefined && <AddCoordinator onDone={closeAndRead} onClose={closeAndRead} />}
    </Page>
  )
}

/** Coordinators first: doctors stand on the panel as well. */
function byRole(one: Staff, other: Staff): number {
  return one.role.localeCompare(other.role) || one.name.localeCompare(other.name)
}

function AddCoordinator({ onDone, onClose }: { onDone: () => void; onClose: () => void }) {
  const t = useWords(panelWords)
  const language = useLanguage()
  const me = useMe()
  const [name, setName] = useState('')
  const [email, setEmail] = useState('')
  const [timeZone, setTimeZone] = useState(me.timeZone)
  const [locale, setLocale] = useState<Language>(language)
  const [tried, setTried] = useState(false)
  const wrongEmail = !/^\S+@\S+\.\S+$/.test(email.trim())
  const add = useCommand(async (_key, staff: NewStaff) => {
    const added = await request('POST /api/staff', { body: staff })
    showToast(t('staff.added', { name: added.name }))
    onDone()
  })
  const submit = (event: SyntheticEvent): void => {
    event.preventDefault()
    setTried(true)
    if (name.trim() === '' || wrongEmail) return
    void add.run({ name: name.trim(), email: email.trim(), role: 'coordinator', timeZone, locale })
  }
  return (
    <Dialog heading={t('staff.add')} onClose={onClose}>
      <form className={styles.form} onSubmit={submit} noValidate>
        <Field
          label={t('staff.name')}
          problem={tried && name.trim() === '' ? t('form.required') : undefined}
          maxLength={longestName}
          autoComplete="off"
          value={name}
          onChange={(event) => setName(event.target.value)}
        />
        <Field
          label={t('staff.email')}
          hint={t('staff.emailHint')}
          problem={tried && wrongEmail ? t('form.emailProblem') : undefined}
          type="email"
          maxLength={longestEmail}
          autoComplete="off"
          value={email}
          onChange={(event) => setEmail(event.target.value)}
        />
        <ZoneSelect
          label={t('staff.zone')}
          value={timeZone}
          first={[me.timeZone, 'Asia/Shanghai']}
          onZone={setTimeZone}
        />
        <Select
          label={t('staff.language')}
          value={locale}
          onChange={(event) => setLocale(event.target.value as Language)}
        >
          {languages.map((code) => (
            <option key={code} value={code}>
              {languageNames[code]}
            </option>
          ))}
        </Select>
        <Failure error={add.error} />
        <Row>
          <Button type="submit" busy={add.busy}>
            {t('form.save')}
          </Button>
          <Button kind="quiet" onClick={onClose}>
            {t('form.cancel')}
          </Button>
        </Row>
      </form>
    </Dialog>
  )
}
