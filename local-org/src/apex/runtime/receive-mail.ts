/** Messaging.InboundEmailHandler: a message becomes Messaging.InboundEmail (Apex Reference, "InboundEmail Class") and goes to the class. */
import { Unsupported } from '../../engine/errors.ts';
import type { Scope } from '../../engine/ports.ts';
import { platformFunction } from './registry.ts';
import type { ApexRuntime } from './runtime.ts';
import { entered, newRuntime, type SessionParts } from './session.ts';
import { classType, platformType, Types } from './type-ref.ts';
import { ApexList, Blob } from './values/index.ts';

export interface InboundAttachment {
  readonly fileName: string | null;
  readonly mimeType: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly content: Uint8Array;
}

/** A message as its text says it, decoded. */
export interface InboundMail {
  readonly fromAddress: string;
  readonly fromName: string | null;
  readonly replyTo: string | null;
  readonly toAddresses: readonly string[];
  readonly ccAddresses: readonly string[];
  readonly subject: string | null;
  readonly plainTextBody: string | null;
  readonly htmlBody: string | null;
  readonly messageId: string | null;
  readonly inReplyTo: string | null;
  readonly references: readonly string[];
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly attachments: readonly InboundAttachment[];
}

/** Whom the mail server named; what the text of the message says may differ. */
export interface MailEnvelope {
  readonly from: string;
  readonly to: string;
}

/** What attachments the class is given (Metadata API, EmailServicesAttOptions). */
export type AttachmentOption = 'None' | 'TextOnly' | 'BinaryOnly' | 'All' | 'NoContent';

/** Who takes a message. */
export interface EmailService {
  readonly name: string;
  readonly className: string;
  readonly runAsUserId: string;
  readonly attachments: AttachmentOption;
  readonly textAttachmentsAsBinary: boolean;
  /** Where failures go instead of back to the sender; null where they go back. */
  readonly errorsTo: string | null;
}

/** What the class answered (Messaging.InboundEmailResult). */
export interface InboundMailResult {
  /** False lets the sender get the message as a reply. */
  readonly success: boolean;
  readonly message: string | null;
}

/** Hands a message to the service's class. Throws ApexException when the class throws. */
export function receiveMail(
  session: SessionParts,
  mail: InboundMail,
  envelope: MailEnvelope,
  service: EmailService,
  scope: Scope,
): InboundMailResult {
  const rt = newRuntime(session, scope, 'inboundEmail', { unit: `${service.className}.handleInboundEmail` });
  return entered(rt, () => {
    const handler = rt.newInstance(classType(service.className));
    if (!rt.isSubtype(classType(service.className), platformType('Messaging.InboundEmailHandler')))
      throw new Unsupported(
        `Email service ${service.name}`,
        `${service.className} does not implement Messaging.InboundEmailHandler`,
      );
    const email = emailOf(rt, mail, service);
    const result = rt.callMethod(handler, 'handleInboundEmail', [
      email,
      made(rt, 'Messaging.InboundEnvelope', { fromAddress: envelope.from, toAddress: envelope.to }),
    ]);
    // A handler that answers nothing has taken the message.
    if (result === null) return { success: true, message: null };
    const get = (name: string): unknown => platformFunction(`get Messaging.InboundEmailResult.${name}`)(rt, result);
    const message = get('message');
    return { success: get('success') !== false, message: typeof message === 'string' ? message : null };
  });
}

type Values = Readonly<Record<string, unknown>>;

/** A platform object with these properties. */
function made(rt: ApexRuntime, type: string, values: Values): unknown {
  const object = platformFunction(`new ${type}()`)(rt);
  for (const [name, value] of Object.entries(values)) platformFunction(`set ${type}.${name}`)(rt, object, value);
  return object;
}

const texts = (items: readonly string[]): ApexList => ApexList.of(Types.String, [...items]);

function headersOf(rt: ApexRuntime, headers: InboundMail['headers']): ApexList {
  const type = 'Messaging.InboundEmail.Header';
  return ApexList.of(
    platformType(type),
    headers.map(([name, value]) => made(rt, type, { name, value })),
  );
}

function emailOf(rt: ApexRuntime, mail: InboundMail, service: EmailService): unknown {
  const { attachments, headers, ccAddresses, toAddresses, references, ...simple } = mail;
  const asText = (one: InboundAttachment): boolean =>
    one.mimeType.startsWith('text/') && !service.textAttachmentsAsBinary;
  const wanted = (text: boolean): readonly InboundAttachment[] => {
    const option = service.attachments;
    if (option === 'None' || option === (text ? 'BinaryOnly' : 'TextOnly')) return [];
    return attachments.filter((one) => asText(one) === text);
  };
  const list = (type: string, text: boolean): ApexList | null => {
    const found = wanted(text).map((one) => {
      const body = text ? Buffer.from(one.content).toString('utf8') : new Blob(one.content);
      return made(rt, type, {
        fileName: one.fileName,
        mimeTypeSubType: one.mimeType,
        headers: headersOf(rt, one.headers),
        body: service.attachments === 'NoContent' ? null : body,
        ...(text ? { bodyIsTruncated: false, charset: 'UTF-8' } : {}),
      });
    });
    // Without attachments the lists are null on the platform: published handlers ask so before they read them.
    return found.length === 0 ? null : ApexList.of(platformType(type), found);
  };
  return made(rt, 'Messaging.InboundEmail', {
    ...simple,
    toAddresses: texts(toAddresses),
    ccAddresses: ccAddresses.length === 0 ? null : texts(ccAddresses),
    references: references.length === 0 ? null : texts(references),
    headers: headersOf(rt, headers),
    plainTextBodyIsTruncated: false,
    htmlBodyIsTruncated: false,
    textAttachments: list('Messaging.InboundEmail.TextAttachment', true),
    binaryAttachments: list('Messaging.InboundEmail.BinaryAttachment', false),
  });
}
