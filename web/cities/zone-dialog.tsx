import { useEffect, useMemo, useState } from 'react'
import { useCities } from '../language/cities.ts'
import { knownZone } from '../language/clock.ts'
import { useLanguage, useWords } from '../language/language.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { onEnter } from '../ui/enter.ts'
import { Field } from '../ui/field.tsx'
import { cityWords } from './words.ts'
import styles from './zone-select.module.css'
import { allZones, fetchIndex, findZones, inOrder, makeIndex, regions } from './zones.ts'

interface ZoneDialogProps {
  heading: string
  value: string
  first: readonly string[]
  /** Words for choosing none; empty where one must be chosen. */
  none: string
  onZone: (timeZone: string) => void
  onClose: () => void
}

/** All zones by their cities, found by a name in any of the languages or by the IANA name. Enter takes the first that is found. */
export function ZoneDialog({ heading, value, first, none, onZone, onClose }: ZoneDialogProps) {
  const t = useWords(cityWords)
  const language = useLanguage()
  const cityOf = useCities()
  const [typed, setTyped] = useState('')
  const zones = useMemo(() => {
    const near = new Map<string, string>()
    // This browser may list a zone under another name than the account has it.
    for (const zone of [value, ...first, ...regions]) {
      if (zone !== '' && !near.has(knownZone(zone))) near.set(knownZone(zone), zone)
    }
    const others = allZones().filter((zone) => !near.has(zone))
    return [...near.values(), ...inOrder(others, cityOf, language)]
  }, [first, value, cityOf, language])
  const index = useIndex(zones, cityOf)
  const searching = typed.trim() !== ''
  const found = findZones(typed, index)
  const choose = (zone: string, words: string, id = '') => (
    <li key={zone}>
      <button type="button" className={styles.city} aria-current={zone === value} onClick={() => onZone(zone)}>
        {words} {id !== '' && <span className={styles.id}>{id}</span>}
      </button>
    </li>
  )
  return (
    <Dialog
      heading={heading}
      onClose={onClose}
      actions={
        <Button kind="quiet" onClick={onClose}>
          {t('back')}
        </Button>
      }
    >
      <Field
        label={t('search')}
        hint={t('searchHint')}
        type="search"
        autoComplete="off"
        spellCheck={false}
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
        onKeyDown={onEnter('sending', (event) => {
          // The form around is not what is meant.
          event.preventDefault()
          if (searching && found[0] !== undefined) onZone(found[0])
        })}
      />
      <p role="status" className={styles.status}>
        {searching && (found.length === 0 ? t('nothing') : t('found', { count: found.length }))}
      </p>
      <ul className={styles.cities}>
        {none !== '' && !searching && choose('', none)}
        {found.map((zone) => choose(zone, cityOf(zone), zone))}
      </ul>
    </Dialog>
  )
}

/** The reader's own names at once, those of the other languages when they have come. */
function useIndex(zones: readonly string[], cityOf: (zone: string) => string) {
  const own = useMemo(() => makeIndex(zones, cityOf), [zones, cityOf])
  const [whole, setWhole] = useState<{ of: typeof own; index: typeof own }>()
  useEffect(() => {
    let here = true
    // Without a connection the reader's own names are what there is.
    fetchIndex(zones, cityOf).then(
      (index) => here && setWhole({ of: own, index }),
      () => undefined,
    )
    return () => {
      here = false
    }
  }, [zones, cityOf, own])
  return whole?.of === own ? whole.index : own
}
