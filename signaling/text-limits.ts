/**
 * The most characters that a text may have: as many as a form lets be typed, and the server takes. Plain figures, so that the
 * browser may load them.
 */

/** What a person is called, a title among them. */
export const longestName = 120

/** RFC 5321: a path has 256, with the brackets around the address. */
export const longestEmail = 254

/** A remark in passing: why a coordinator ends a place, a doctor's ready-made sentence. */
export const longestRemark = 500

/** A licence's number, or what a person is called in Han script. */
export const longestShortName = 60

/** A hospital with its department. */
export const longestInstitution = 200

/** Why somebody books. */
export const longestBookingReason = 2_000

/** What a patient says at once: the complaint, or a message. */
export const longestText = 4_000

/** A section of a note, or what is added to a signed one. */
export const longestNoteText = 20_000
