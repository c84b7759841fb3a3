import { errorWords } from '../api/words.ts'
import { appointmentWords } from '../appointments/words.ts'
import { boardWords } from '../board/words.ts'
import { consultationWords } from '../consultations/words.ts'
import { identityWords } from '../identity/words.ts'
import { useWords } from '../language/language.ts'
import { nameWords } from '../names/words.ts'
import { noteWords } from '../notes/words.ts'
import { panelWords } from '../panel/words.ts'
import { recordWords } from '../records/words.ts'
import { weekWords } from '../roster/week/words.ts'
import { shellWords } from '../shell/words.ts'
import { homeWords } from '../waiting-room/home/words.ts'
import { waitingWords } from '../waiting-room/words.ts'

/** What the pieces say here is what they say in the application, by room: `say.identity('signIn.send')`. */
export function useRealWords() {
  return {
    appointments: useWords(appointmentWords),
    board: useWords(boardWords),
    consultations: useWords(consultationWords),
    errors: useWords(errorWords),
    home: useWords(homeWords),
    identity: useWords(identityWords),
    names: useWords(nameWords),
    notes: useWords(noteWords),
    panel: useWords(panelWords),
    records: useWords(recordWords),
    roster: useWords(weekWords),
    shell: useWords(shellWords),
    waiting: useWords(waitingWords),
  }
}

export type RealWords = ReturnType<typeof useRealWords>
