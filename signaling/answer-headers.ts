export type AnswerHeaders = ReadonlyArray<readonly [name: string, value: string]>

/** Of every answer that is no page: nothing runs in it, nothing frames it, nobody keeps it. Pages have their own. */
export function headersOfAnswers(publicUrl: string): AnswerHeaders {
  return Object.entries({
    'cache-control': 'no-store',
    'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
    'cross-origin-resource-policy': 'same-origin',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    ...(publicUrl.startsWith('https:') && { 'strict-transport-security': 'max-age=31536000; includeSubDomains' }),
  })
}
