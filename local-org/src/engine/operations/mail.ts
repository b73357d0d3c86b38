/** Mail of the org for its administrator and for the relay, and mail that comes in for Apex. */
import {
  ApexException,
  type EmailService,
  type InboundMail,
  type InboundMailResult,
  type MailEnvelope,
} from '../../apex/index.ts';
import { OrgError } from '../errors.ts';
import { addresseeOf, bounceMail, type Addressee } from '../inbound-mail.ts';
import { keepMail, keptMail, mailToRelay as waiting, markRelay, useRelay } from '../mail.ts';
import type { KeptMail } from '../mail.ts';
import { writeOrigin } from '../networks.ts';
import type { OperationContext } from './context.ts';

const MOST = 200;

/** What the org has sent, newest first. */
export function mailOutbox(_input: object, context: OperationContext): readonly KeptMail[] {
  return keptMail(context.engine.store, MOST);
}

/** Messages that wait for the relay; `now` is the machine's time. */
export function mailToRelay(
  input: { readonly now: number; readonly limit: number },
  context: OperationContext,
): ReturnType<typeof waiting> {
  return waiting(context.engine.store, input.now, input.limit);
}

/** What became of an attempt to relay a message. */
export function mailRelayed(
  input: { readonly id: number } & Parameters<typeof markRelay>[2],
  context: OperationContext,
): null {
  context.transaction.begin();
  const { id, ...outcome } = input;
  markRelay(context.engine.store, id, outcome);
  return null;
}

/** Who takes a message that has come in. */
export function inboundAddressee(input: MailEnvelope, context: OperationContext): Addressee {
  return addresseeOf(context.engine.store, input);
}

/** Runs the Apex class of an e-mail service, as the caller. Throws OrgError with the exception's text when the class throws. */
export function receiveMail(
  input: { readonly mail: InboundMail; readonly envelope: MailEnvelope; readonly service: EmailService },
  context: OperationContext,
): InboundMailResult {
  try {
    return context.engine.apex().receiveMail(input.mail, input.envelope, input.service, context.systemScope);
  } catch (cause) {
    if (!(cause instanceof ApexException)) throw cause;
    const { typeName, message, stackTrace } = cause.object;
    throw new OrgError('APEX_ERROR', `${typeName}: ${message ?? 'Script-thrown exception'}\n\n${stackTrace ?? ''}`, {
      cause,
    });
  }
}

/** Answers a message that nobody took. */
export function bounceInboundMail(
  input: {
    readonly to: string;
    readonly envelope: MailEnvelope;
    readonly subject: string | null;
    readonly reason: string;
  },
  context: OperationContext,
): null {
  const { to, envelope, subject, reason } = input;
  context.transaction.begin();
  const { store, clock } = context.engine;
  keepMail(store, bounceMail(to, envelope, subject, reason), clock.now());
  return null;
}

/** At the start of the org: the address browsers reach it by, and whether mail is relayed. */
export function setMailSurroundings(
  input: { readonly origin: string; readonly relayed: boolean },
  context: OperationContext,
): null {
  context.transaction.begin();
  writeOrigin(context.engine.store, input.origin);
  useRelay(context.engine.store, input.relayed);
  return null;
}
