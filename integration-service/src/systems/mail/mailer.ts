/** Sends mail to customers over SMTP. */
import { createTransport } from 'nodemailer';
import { IntegrationError } from '../../runtime/errors.ts';

export interface Mail {
  /** Tells this message from all others for ever; the same key gives the same Message-ID, so that a repeated delivery can be recognised. */
  readonly key: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html?: string;
  /** Language of the message, `de`. */
  readonly language?: string;
}

export interface Mailer {
  /** Resolves with the Message-ID when the server has taken the message over. */
  send(mail: Mail): Promise<string>;
  stop(): void;
}

export interface MailerOptions {
  /** smtp://[user:password@]host:port, or smtps:// */
  readonly url: string;
  /** `Unified Power <no-reply@example.com>` */
  readonly from: string;
  readonly timeoutSeconds?: number;
}

/** Throws IntegrationError: MAIL_REFUSED (final, the server said 5xx), MAIL_DEFERRED and MAIL_UNREACHABLE (try again). */
export function createMailer(options: MailerOptions): Mailer {
  const url = new URL(options.url);
  if (url.protocol !== 'smtp:' && url.protocol !== 'smtps:') {
    throw new IntegrationError('MAIL_SETTINGS', `Not an SMTP address: ${url.protocol}//${url.host}`, {
      retryable: false,
    });
  }
  const timeout = (options.timeoutSeconds ?? 20) * 1000;
  const transport = createTransport({
    host: url.hostname,
    port: Number(url.port || (url.protocol === 'smtps:' ? 465 : 587)),
    secure: url.protocol === 'smtps:',
    ...(url.username
      ? { auth: { user: decodeURIComponent(url.username), pass: decodeURIComponent(url.password) } }
      : {}),
    connectionTimeout: timeout,
    greetingTimeout: timeout,
    socketTimeout: timeout,
    // A message is made of what stands in it: no part of it may be fetched from a file or an address.
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const domain = senderDomain(options.from);
  return {
    send: async (mail) => {
      const messageId = `<${localPart(mail.key)}@${domain}>`;
      try {
        await transport.sendMail({
          messageId,
          from: options.from,
          to: mail.to,
          subject: mail.subject,
          text: mail.text,
          ...(mail.html === undefined ? {} : { html: mail.html }),
          headers: {
            // RFC 3834: answering machines leave such mail alone.
            'Auto-Submitted': 'auto-generated',
            ...(mail.language === undefined ? {} : { 'Content-Language': mail.language }),
          },
        });
      } catch (cause) {
        throw mailError(cause, url.host);
      }
      return messageId;
    },
    stop: () => transport.close(),
  };
}

/** The key in the characters of an RFC 5322 dot-atom, reversibly, so that two keys never meet. */
function localPart(key: string): string {
  return Array.from(Buffer.from(key), (byte) => {
    const character = String.fromCharCode(byte);
    return /[A-Za-z0-9-]/.test(character) ? character : `=${byte.toString(16).padStart(2, '0')}`;
  }).join('');
}

function senderDomain(from: string): string {
  const domain = /@([A-Za-z0-9.-]+)>?\s*$/.exec(from)?.[1];
  if (!domain) throw new IntegrationError('MAIL_SETTINGS', `No sender address in: ${from}`, { retryable: false });
  return domain;
}

function mailError(cause: unknown, host: string): IntegrationError {
  const status = cause instanceof Error && 'responseCode' in cause ? Number(cause.responseCode) : 0;
  if (status >= 500) return new IntegrationError('MAIL_REFUSED', `answered ${status}`, { retryable: false, cause });
  if (status >= 400) return new IntegrationError('MAIL_DEFERRED', `answered ${status}`, { retryable: true, cause });
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  if (code === 'EENVELOPE' || code === 'EMESSAGE') {
    return new IntegrationError('MAIL_REFUSED', 'not a message that can be sent', { retryable: false, cause });
  }
  return new IntegrationError('MAIL_UNREACHABLE', `${host} cannot be reached`, { retryable: true, cause });
}
