import { type Static, Type } from 'typebox'
import { declareRoutes } from '../declaring.ts'
import { ExpertLine } from '../panel/contract.ts'
import { closed, GuestQuery, oneOf, Uuid } from '../shapes.ts'
import { longestName } from '../text-limits.ts'
import { consultationStatuses } from '../vocabulary.ts'
import { Entry, Message, MessagePage, MessageQuery, NewMessage, Participant } from './contract.ts'

export const GuestLink = closed({ token: Type.String({ maxLength: 2000 }) })
export type GuestLink = Static<typeof GuestLink>

/** How the guest wants to be called; shown to the doctor, who decides. */
export const GuestAsk = closed({ name: Type.String({ minLength: 1, maxLength: longestName }) })
export type GuestAsk = Static<typeof GuestAsk>

export const GuestView = Type.Object({
  consultationId: Uuid,
  participant: Participant,
  expert: ExpertLine,
  consultationStatus: oneOf(consultationStatuses),
  roomEpoch: Type.Integer(),
  /** Empty until admitted, and again after the end. */
  participants: Type.Array(Participant),
})
export type GuestView = Static<typeof GuestView>

/**
 * For whoever comes by a signed link, without an account: known by a cookie of their own, of the path /api/guest. The doctor
 * lets in a browser, not a link: each browser that asks has a seat of its own, and `participant.id` of the answer is that
 * seat's from then on. A page says with `visit` which visit it shows; where its browser has no seat there, and has opened
 * another link since, the answer is 401, and the link is to be opened anew.
 */
export const guestApi = declareRoutes({
  'POST /api/guest/session': {
    summary: 'Open the link I was sent',
    body: GuestLink,
    answer: { 200: GuestView },
    refuses: { 404: ['linkInvalid'], 409: ['consultationOver'] },
  },
  'GET /api/guest': { summary: 'The visit I was invited to', query: GuestQuery, answer: { 200: GuestView } },
  'POST /api/guest/ask': {
    summary: 'Say who I am and ask to come in',
    query: GuestQuery,
    body: GuestAsk,
    answer: { 200: GuestView },
    refuses: { 404: ['linkInvalid'], 409: ['linkBusy'] },
  },
  'POST /api/guest/enter': {
    summary: 'Come (back) in',
    query: GuestQuery,
    answer: { 200: Entry },
    refuses: { 409: ['notAdmitted', 'callOver', 'consultationNotOpen'], 503: ['videoUnavailable'] },
  },
  /** Once admitted. */
  'GET /api/guest/messages': {
    summary: 'What was written, the last or before a message',
    query: closed({ ...MessageQuery.properties, ...GuestQuery.properties }),
    answer: { 200: MessagePage },
  },
  'POST /api/guest/messages': {
    summary: 'Write to the others',
    query: GuestQuery,
    body: NewMessage,
    answer: { 201: Message },
    refuses: { 409: ['notAdmitted'], 429: ['writeSlower'] },
  },
})

/** What a guest can watch, and what its snapshot carries. */
export interface GuestTopics {
  [ofSeat: `guest:${string}`]: GuestView
}
