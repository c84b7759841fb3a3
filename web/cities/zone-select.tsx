import { useState } from 'react'
import type { ReactNode } from 'react'
import { useCities } from '../language/cities.ts'
import { useWords } from '../language/language.ts'
import { classes } from '../ui/classes.ts'
import { Frame } from '../ui/field.tsx'
import field from '../ui/field.module.css'
import { cityWords } from './words.ts'
import { ZoneDialog } from './zone-dialog.tsx'
import styles from './zone-select.module.css'

interface ZoneSelectProps {
  label: string
  hint?: ReactNode
  value: string
  /** Zones that come first: the people's own. */
  first: readonly string[]
  /** Words for choosing none. */
  none?: string
  onZone: (timeZone: string) => void
}

/** A time zone, chosen by its city in a dialog. */
export function ZoneSelect({ label, hint, value, first, none = '', onZone }: ZoneSelectProps) {
  // Its words come with the screen, so that the dialog opens at once.
  useWords(cityWords)
  const cityOf = useCities()
  const [choosing, setChoosing] = useState(false)
  return (
    <Frame label={label} hint={hint}>
      {({ id, 'aria-describedby': described }) => (
        <>
          <button
            type="button"
            id={id}
            aria-labelledby={`${id}-label ${id}`}
            aria-describedby={described}
            aria-haspopup="dialog"
            className={classes(field.control, styles.opener)}
            onClick={() => setChoosing(true)}
          >
            {value === '' ? none : cityOf(value)}
          </button>
          {choosing && (
            <ZoneDialog
              heading={label}
              value={value}
              first={first}
              none={none}
              onZone={(zone) => {
                setChoosing(false)
                onZone(zone)
              }}
              onClose={() => setChoosing(false)}
            />
          )}
        </>
      )}
    </Frame>
  )
}
