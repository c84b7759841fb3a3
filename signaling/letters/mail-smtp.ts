import { createTransport } from 'nodemailer'
import type { Letter, Mail } from './mail.ts'

/** Milliseconds for which a mail server may be silent before a letter counts as not sent. */
const usualTimeouts = { connectionTimeout: 10_000, greetingTimeout: 10_000, socketTimeout: 20_000 }

/** To the mail server, at most: some take no more of one sender. */
export const connections = 5

/**
 * Sends letters through a mail server, over a few connections that stay open.
 * @param smtpUrl `smtp://` or `smtps://`, with user and password where the server wants them
 * @param from the sender, `Qiaoyi <hospital@example.org>`
 */
export function openSmtpMail(smtpUrl: string, from: string, timeouts = usualTimeouts): Mail {
  const transport = createTransport({ url: smtpUrl, pool: true, maxConnections: connections, ...timeouts }, { from })
  const domain = /@([^>\s]+)/.exec(from)?.[1] ?? 'localhost'
  return {
    async send({ id, to, subject, text, locale }: Letter): Promise<void> {
      // As an object: a string would be parsed, and could name several recipients.
      await transport.sendMail({
        to: { name: '', address: to },
        subject,
        text,
        headers: { 'Content-Language': locale },
        ...(id !== undefined && { messageId: `<${id}@${domain}>` }),
      })
    },
  }
}
