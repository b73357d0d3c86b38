/** Mail from Apex: part of the transaction, kept by the org and handed on after commit. Source: Apex Reference, Messaging namespace. */
import { Unsupported } from '../../engine/errors.ts';
import type { MailAddress, OutgoingMail } from '../../engine/ports.ts';
import type { SObjectRecord } from '../../engine/records.ts';
import type { Runtime } from '../runtime/context.ts';
import { ApexException } from '../runtime/exception.ts';
import { platformType } from '../runtime/type-ref.ts';
import { ApexList, textOf } from '../runtime/values/index.ts';
import { notNull } from './arguments.ts';
import { PropertyObject, propertyFunctions } from './property-object.ts';

const OUTBOX = Symbol('mail');

/** Messages that this transaction has sent so far. */
export function sentMail(rt: Runtime): PropertyObject[] {
  return rt.transaction.state(OUTBOX, () => []);
}

const texts = (value: unknown): string[] => (value instanceof ApexList ? value.items.map(String) : []);

const text = (mail: PropertyObject, name: string): string | null => {
  const value = mail.get(name);
  return typeof value === 'string' ? value : null;
};

/** What a message may ask for and the local org would silently leave out. */
const REFUSED = [
  'TemplateId',
  'FileAttachments',
  'EntityAttachments',
  'DocumentAttachments',
  'References',
  'InReplyTo',
  'TreatBodiesAsTemplate',
];

function refuse(code: string, message: string): never {
  throw new ApexException(
    'System.EmailException',
    `SendEmail failed. First exception on row 0; first error: ${code}, ${message}: []`,
  );
}

function first(rt: Runtime, soql: string, id: string): SObjectRecord['values'] | undefined {
  return rt.parts.queries.query(soql, { id }, rt.scope('SYSTEM_MODE')).records[0]?.values;
}

/** The organisation-wide address the message names, else the acting user's. */
function senderOf(rt: Runtime, mail: PropertyObject): MailAddress {
  const shown = text(mail, 'SenderDisplayName');
  const wide = text(mail, 'OrgWideEmailAddressId');
  if (wide !== null) {
    const row = first(rt, 'SELECT Address, DisplayName FROM OrgWideEmailAddress WHERE Id = :id', wide);
    if (!row) refuse('INVALID_CROSS_REFERENCE_KEY', `Invalid id: ${wide}`);
    if (shown !== null)
      refuse('INVALID_FIELD', 'The sender display name cannot be set together with an organization-wide address');
    return { name: textValue(row['DisplayName']), address: textValue(row['Address']) ?? '' };
  }
  const row = first(rt, 'SELECT Email FROM User WHERE Id = :id', rt.user.userId);
  return { name: shown ?? rt.user.name, address: textValue(row?.['Email']) ?? rt.user.username };
}

function textValue(value: SObjectRecord['values'][string] | undefined): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

const TARGETS: Readonly<Record<string, string>> = { '003': 'Contact', '00Q': 'Lead', '005': 'User' };

/** A recipient is an address, or the id of a contact, lead or user who has one. */
function addressOf(rt: Runtime, recipient: string): string {
  if (recipient.includes('@')) return recipient;
  const object = TARGETS[recipient.slice(0, 3)];
  if (object === undefined) refuse('INVALID_EMAIL_ADDRESS', `Invalid to address : ${recipient}`);
  const email = textValue(first(rt, `SELECT Email FROM ${object} WHERE Id = :id`, recipient)?.['Email']);
  return email ?? refuse('INVALID_EMAIL_ADDRESS', `The target ${recipient} has no email address`);
}

function messageOf(rt: Runtime, mail: PropertyObject): OutgoingMail {
  for (const name of REFUSED) {
    const value = mail.get(name);
    if (value !== null && value !== false && !(value instanceof ApexList && value.items.length === 0))
      throw new Unsupported(`Apex Messaging.SingleEmailMessage.set${name}`);
  }
  const target = text(mail, 'TargetObjectId');
  const addressed = texts(mail.get('ToAddresses'));
  if (addressed.length === 0 && target === null) refuse('REQUIRED_FIELD_MISSING', 'Add a recipient to send an email.');
  if (mail.get('PlainTextBody') === null && mail.get('HtmlBody') === null)
    refuse('REQUIRED_FIELD_MISSING', 'Missing body, need at least one of html or plainText');
  // Apex Reference, setSaveAsActivity: the default is true, and a user as target needs false.
  if (target?.startsWith('005') === true && mail.get('SaveAsActivity') !== false)
    refuse('INVALID_SAVE_AS_ACTIVITY_FLAG', 'saveAsActivity must be false when sending mail to users.');
  const counts = target !== null && mail.get('TreatTargetObjectAsRecipient') !== false;
  const recipients = (names: readonly string[]): string[] => names.map((name) => addressOf(rt, name));
  return {
    kind: 'apex',
    from: senderOf(rt, mail),
    replyTo: text(mail, 'ReplyTo'),
    to: recipients(counts ? [target, ...addressed] : addressed),
    cc: recipients(texts(mail.get('CcAddresses'))),
    bcc: recipients(texts(mail.get('BccAddresses'))),
    subject: text(mail, 'Subject') ?? '',
    text: text(mail, 'PlainTextBody'),
    html: text(mail, 'HtmlBody'),
    whatId: text(mail, 'WhatId'),
  };
}

function send(rt: Runtime, messages: ApexList): ApexList {
  rt.limits.use('emailInvocations');
  const results = notNull(messages).items.map((message) => {
    const mail = notNull(message as PropertyObject | null);
    const outgoing = messageOf(rt, mail);
    sentMail(rt).push(mail);
    rt.transaction.begin();
    rt.parts.sendMail(outgoing);
    rt.log('EMAIL_QUEUE', `${outgoing.to.join(', ')}|${textOf(rt, mail.get('Subject'))}`);
    return new PropertyObject('Messaging.SendEmailResult', {
      success: true,
      errors: ApexList.of(platformType('Messaging.SendEmailError')),
    });
  });
  return ApexList.of(platformType('Messaging.SendEmailResult'), results);
}

export const messagingFunctions = {
  ...propertyFunctions([
    'Messaging.Email',
    'Messaging.SingleEmailMessage',
    'Messaging.EmailFileAttachment',
    'Messaging.SendEmailResult',
    'Messaging.SendEmailError',
    'Messaging.InboundEmail',
    'Messaging.InboundEmail.Header',
    'Messaging.InboundEmail.TextAttachment',
    'Messaging.InboundEmail.BinaryAttachment',
    'Messaging.InboundEnvelope',
    'Messaging.InboundEmailResult',
  ]),
  'System.Messaging.sendEmail(List<Messaging.Email>)': send,
  'System.Messaging.sendEmail(List<Messaging.Email>,Boolean)': send,
  'System.Messaging.reserveSingleEmailCapacity(Integer)': () => undefined,
};
