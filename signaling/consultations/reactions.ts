import { defineNews } from '../live/news.ts'

/** A call or a visit is another: opened, answered, joined, left, over. */
export const visitNews = defineNews<{ readonly consultationId: string; readonly isOver: boolean }>('visitNews')

/** Somebody is gone from a visit, or is back. */
export const absenceNews = defineNews<{ readonly consultationId: string }>('absenceNews')
