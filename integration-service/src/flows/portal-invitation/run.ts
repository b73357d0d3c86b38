/**
 * Sends the mail of an invitation to the customer portal. The token of its link is made from the invitation's id and a key of ours, so a
 * repeated step makes the same one, and it stands nowhere: the org keeps a fingerprint (SHA-256), which is all it needs to know it again.
 */
import { createHash, createHmac, hkdfSync } from 'node:crypto';
import type { Clock } from '../../runtime/clock.ts';
import { IntegrationError } from '../../runtime/errors.ts';
import type { EffectLedger } from '../../runtime/ledger.ts';
import { idLiteral, type SalesforceRecords } from '../../salesforce/records.ts';
import type { Mailer } from '../../systems/mail/mailer.ts';
import type { OutboxJob } from '../outbox/dispatch.ts';
import { invitationMail } from './mail.ts';

export interface InvitationPorts {
  readonly salesforce: SalesforceRecords;
  readonly ledger: EffectLedger;
  readonly clock: Clock;
  /** Null where no mail server is configured. */
  readonly mailer: Pick<Mailer, 'send'> | null;
  /** The service's key of 32 bytes, base64; tokens are made with one derived from it. */
  readonly dataKey: string;
  readonly portalUrl: string | undefined;
  readonly supplierName: string;
}

interface InvitationRow {
  readonly Id: string;
  readonly Email__c: string;
  readonly Expires__c: string;
  readonly Inviter__r: { readonly Name: string } | null;
  readonly Property__r: { readonly Name: string; readonly Country__c: string | null };
}

/** Throws IntegrationError: MAIL_SETTINGS when there is no mail server or portal to write of; what the mailer and the org throw. */
export async function sendInvitation(ports: InvitationPorts, job: OutboxJob): Promise<void> {
  const { salesforce, ledger, clock, mailer, portalUrl } = ports;
  if (mailer === null || portalUrl === undefined)
    throw new IntegrationError('MAIL_SETTINGS', 'Invitations need MAIL_URL, MAIL_FROM and PORTAL_URL.', {
      retryable: false,
    });
  const [invitation] = await salesforce.query<InvitationRow>(
    `SELECT Id, Email__c, Expires__c, Inviter__r.Name, Property__r.Name, Property__r.Country__c
     FROM Portal_Invitation__c WHERE Id = ${idLiteral(job.recordId)} AND Status__c = 'Sent'`,
  );
  // Withdrawn, accepted or too old meanwhile: nobody waits for the mail.
  if (!invitation || Date.parse(invitation.Expires__c) <= clock.now().getTime()) return;

  const token = tokenOf(ports.dataKey, invitation.Id);
  // First the fingerprint: a link that has arrived works.
  await salesforce.update('Portal_Invitation__c', [
    { Id: invitation.Id, Token_Hash__c: createHash('sha256').update(token).digest('hex') },
  ]);
  const key = `mail:portal-invitation:${invitation.Id}`;
  await ledger.once({
    key,
    request: { invitationId: invitation.Id, to: invitation.Email__c },
    perform: async () => ({
      messageId: await mailer.send(
        invitationMail(
          {
            key,
            to: invitation.Email__c,
            inviter: invitation.Inviter__r?.Name ?? ports.supplierName,
            place: invitation.Property__r.Name,
            expiresAt: new Date(invitation.Expires__c),
            link: linkTo(portalUrl, token),
          },
          invitation.Property__r.Country__c === 'DE' ? 'de' : 'en',
          ports.supplierName,
        ),
      ),
    }),
  });
}

/** 256 bits that nobody makes without the key. */
function tokenOf(dataKey: string, invitationId: string): string {
  const key = hkdfSync('sha256', Buffer.from(dataKey, 'base64'), '', 'portal invitation', 32);
  return createHmac('sha256', Buffer.from(key)).update(invitationId).digest('base64url');
}

function linkTo(portalUrl: string, token: string): string {
  const url = new URL('invitation', portalUrl.endsWith('/') ? portalUrl : `${portalUrl}/`);
  url.searchParams.set('token', token);
  return url.href;
}
