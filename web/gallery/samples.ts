/** People and addresses that the pieces are shown with: nobody's. */
export const samples = {
  name: '陈美玲',
  nameLatin: 'Chen Meiling',
  doctor: '林建国',
  longName: 'Maria Antonietta Chen Buonaventura di Castelfranco Piandiscò',
  email: 'meiling@example.com',
  longEmail: 'maria-antonietta.chen-buonaventura@associazione-commercianti-oltremare.example',
  date: '1950-02-03',
  time: '15:00',
} as const

/** A place of the site that leads nowhere. */
export const nowhere = '#'
