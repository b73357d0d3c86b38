/**
 * E-mail that comes in for an Apex class. Sources: Help, "Email Services"; Apex Developer Guide, "Inbound Email"; Object Reference,
 * "EmailServicesFunction". A message is a transaction of its own, run as the address's user. Where the platform may keep a message to try
 * again (Requeue), the local org refuses by name.
 */
import type { AttachmentOption, EmailService, MailEnvelope } from '../apex/index.ts';
import { Unsupported } from './errors.ts';
import type { OutgoingMail, Store } from './ports.ts';

export type Addressee =
  | { readonly found: true; readonly service: EmailService }
  | { readonly found: false; readonly bounce: boolean; readonly reason: string };

const refusal = (action: unknown, reason: string): Addressee => {
  if (action === 'Requeue') throw new Unsupported('EmailServicesFunction.Requeue', reason);
  return { found: false, bounce: action !== 'Discard', reason };
};

/** The service behind the envelope's recipient, or why there is none for this sender. Throws Unsupported where the message would be kept for later. */
export function addresseeOf(store: Store, envelope: MailEnvelope): Addressee {
  const [local = '', domain = ''] = envelope.to.toLowerCase().split('@');
  const row = store.get(
    `SELECT f.*, c."Name" AS class, a."IsActive" AS addressActive, a."RunAsUserId" AS runAs, a."AuthorizedSenders" AS addressSenders
       FROM "EmailServicesAddress" a JOIN "EmailServicesFunction" f ON f."Id" = a."FunctionId"
       LEFT JOIN "ApexClass" c ON c."Id" = f."ApexClassId"
      WHERE lower(a."LocalPart") = ? AND lower(a."EmailDomainName") = ?`,
    local,
    domain,
  );
  if (row === undefined)
    return { found: false, bounce: true, reason: `550 No email service has the address ${envelope.to}` };
  const name = String(row['FunctionName']);
  if (row['IsActive'] !== 1) return refusal(row['FunctionInactiveAction'], `The email service ${name} is inactive`);
  if (row['addressActive'] !== 1)
    return refusal(row['AddressInactiveAction'], `The email address ${envelope.to} is inactive`);
  if (!authorised(row['AuthorizedSenders'], envelope.from) || !authorised(row['addressSenders'], envelope.from))
    return refusal(
      row['AuthorizationFailureAction'],
      `The sender ${envelope.from} is not authorized to send to ${envelope.to}`,
    );
  if (row['runAs'] === null) return refusal('Bounce', `The context user of ${envelope.to} does not exist`);
  return {
    found: true,
    service: {
      name,
      className: String(row['class']),
      runAsUserId: String(row['runAs']),
      attachments: row['AttachmentOption'] as AttachmentOption,
      textAttachmentsAsBinary: row['IsTextAttachmentsAsBinary'] === 1,
      errorsTo: row['IsErrorRoutingEnabled'] === 1 ? String(row['ErrorRoutingAddress']) : null,
    },
  };
}

/** Addresses and domains, separated by commas; an empty list lets everybody in. */
function authorised(list: unknown, sender: string): boolean {
  const allowed = (typeof list === 'string' ? list : '')
    .toLowerCase()
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '');
  const address = sender.toLowerCase();
  return (
    allowed.length === 0 || allowed.some((one) => address === one || address.endsWith(`@${one.replace(/^@/, '')}`))
  );
}

/** The answer to a message that nobody took. */
export function bounceMail(to: string, envelope: MailEnvelope, subject: string | null, reason: string): OutgoingMail {
  return {
    kind: 'bounce',
    from: { address: envelope.to, name: null },
    replyTo: null,
    to: [to],
    cc: [],
    bcc: [],
    subject: `Undeliverable: ${subject ?? ''}`.trim(),
    text: reason,
    html: null,
    whatId: null,
  };
}
