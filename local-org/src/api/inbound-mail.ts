/**
 * `POST /local/inbound-mail`: the door that stands for the mail server of an org. The body is a message as mail servers hand it on
 * (message/rfc822); `?to=` (more than once) and `?from=` are its envelope, taken from the message's own To, Cc and From where they are missing.
 */
import PostalMime from 'postal-mime';
import type { Address } from 'postal-mime';
import type { InboundMail } from '../apex/index.ts';
import { OrgError } from '../engine/errors.ts';
import { json, type ApiResponse } from './http.ts';
import { ORG_CALLER, type RequestContext } from './services.ts';

/** What became of the message for one recipient. */
interface Delivery {
  readonly to: string;
  readonly outcome: 'accepted' | 'bounced' | 'discarded';
  readonly message: string | null;
}

/** Hands a message to the e-mail services it is addressed to. */
export async function receiveInboundMail({ request, services }: RequestContext): Promise<ApiResponse> {
  const mail = await parsed(request.body);
  const from = request.query.get('from') ?? mail.fromAddress;
  const named = request.query.getAll('to');
  const deliveries: Delivery[] = [];
  for (const to of named.length > 0 ? named : [...mail.toAddresses, ...mail.ccAddresses])
    deliveries.push({ to, ...(await deliver({ from, to }, mail, services.pool)) });
  return json(200, { deliveries });
}

type Pool = RequestContext['services']['pool'];

async function deliver(
  envelope: { readonly from: string; readonly to: string },
  mail: InboundMail,
  pool: Pool,
): Promise<Omit<Delivery, 'to'>> {
  const addressee = await pool.run('inboundAddressee', envelope, ORG_CALLER);
  const bounce = async (to: string, reason: string): Promise<Omit<Delivery, 'to'>> => {
    await pool.run('bounceInboundMail', { to, envelope, subject: mail.subject, reason }, ORG_CALLER);
    return { outcome: 'bounced', message: reason };
  };
  if (!addressee.found) {
    return addressee.bounce
      ? bounce(envelope.from, addressee.reason)
      : { outcome: 'discarded', message: addressee.reason };
  }
  const { service } = addressee;
  const caller = { ...ORG_CALLER, userId: service.runAsUserId };
  try {
    const { success, message } = await pool.run('receiveMail', { mail, envelope, service }, caller);
    return success ? { outcome: 'accepted', message } : await bounce(envelope.from, message ?? '');
  } catch (cause) {
    if (!(cause instanceof OrgError)) throw cause;
    return bounce(service.errorsTo ?? envelope.from, cause.message);
  }
}

const mailboxes = (addresses: readonly Address[] | undefined): readonly string[] =>
  (addresses ?? []).flatMap((one) => (one.group ?? [one]).map(({ address }) => address));

/** Reads a message. Throws OrgError when it is none. */
async function parsed(body: Uint8Array): Promise<InboundMail> {
  if (body.length === 0) throw new OrgError('INVALID_INPUT', 'The body must be an e-mail message (message/rfc822).');
  const email = await PostalMime.parse(body).catch((cause: unknown) => {
    throw new OrgError('INVALID_INPUT', 'The body is no e-mail message that can be read (message/rfc822).', { cause });
  });
  const encoder = new TextEncoder();
  return {
    fromAddress: mailboxes(email.from && [email.from])[0] ?? '',
    fromName: email.from?.name ?? null,
    replyTo: mailboxes(email.replyTo)[0] ?? null,
    toAddresses: mailboxes(email.to),
    ccAddresses: mailboxes(email.cc),
    subject: email.subject ?? null,
    plainTextBody: email.text ?? null,
    htmlBody: email.html ?? null,
    messageId: email.messageId ?? null,
    inReplyTo: email.inReplyTo ?? null,
    references: email.references?.split(/\s+/).filter((one) => one !== '') ?? [],
    headers: email.headers.map(({ originalKey, value }) => [originalKey, value] as const),
    attachments: email.attachments.map(({ filename, mimeType, content, contentId }) => ({
      fileName: filename,
      mimeType,
      headers: contentId === undefined ? [] : [['Content-ID', contentId] as const],
      content: typeof content === 'string' ? encoder.encode(content) : new Uint8Array(content),
    })),
  };
}
