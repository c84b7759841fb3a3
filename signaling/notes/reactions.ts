import { defineNews } from '../live/news.ts'

/** A note has been signed. */
export const signatureNews = defineNews<{ readonly consultationId: string }>('signatureNews')
