/** Mail from Apex: messages are kept with the transaction and handed on after commit; tests and the log can read them. */
import { Unsupported } from '../../engine/errors.ts';
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

/** Mail is part of the transaction: it lies in the store's own table, which the administration pages and tests read. */
function keep(rt: Runtime, mail: PropertyObject, to: readonly string[]): void {
  const { store } = rt.parts;
  rt.transaction.begin();
  store.exec(
    'CREATE TABLE IF NOT EXISTS _mail (id INTEGER PRIMARY KEY, sent_at TEXT NOT NULL, sender TEXT NOT NULL, recipients TEXT NOT NULL, subject TEXT, text TEXT, html TEXT, what_id TEXT)',
  );
  store.run(
    'INSERT INTO _mail (sent_at, sender, recipients, subject, text, html, what_id) VALUES (?, ?, ?, ?, ?, ?, ?)',
    new Date(rt.parts.clock.now()).toISOString(),
    text(mail, 'SenderDisplayName') ?? rt.user.username,
    JSON.stringify({
      to,
      cc: texts(mail.get('CcAddresses')),
      bcc: texts(mail.get('BccAddresses')),
      targetObjectId: text(mail, 'TargetObjectId'),
    }),
    text(mail, 'Subject'),
    text(mail, 'PlainTextBody'),
    text(mail, 'HtmlBody'),
    text(mail, 'WhatId'),
  );
}

function send(rt: Runtime, messages: ApexList): ApexList {
  rt.limits.use('emailInvocations');
  const results = notNull(messages).items.map((message) => {
    const mail = notNull(message as PropertyObject | null);
    const to = texts(mail.get('ToAddresses'));
    if (mail.get('TemplateId') !== null)
      throw new Unsupported('Apex Messaging.SingleEmailMessage.setTemplateId', 'mail templates');
    if (to.length === 0 && mail.get('TargetObjectId') === null) {
      throw new ApexException(
        'System.EmailException',
        'SendEmail failed. First exception on row 0; first error: REQUIRED_FIELD_MISSING, Add a recipient to send an email.: []',
      );
    }
    if (mail.get('PlainTextBody') === null && mail.get('HtmlBody') === null) {
      throw new ApexException(
        'System.EmailException',
        'SendEmail failed. First exception on row 0; first error: REQUIRED_FIELD_MISSING, Missing body, need at least one of html or plainText: []',
      );
    }
    sentMail(rt).push(mail);
    keep(rt, mail, to);
    rt.log('EMAIL_QUEUE', `${to.join(', ')}|${textOf(rt, mail.get('Subject'))}`);
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
