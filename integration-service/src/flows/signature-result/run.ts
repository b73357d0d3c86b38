/** Takes the e-signature provider's events into the org. Events come more than once and in any order; the org keeps the furthest status. */
import { IntegrationError } from '../../runtime/errors.ts';
import { idLiteral, textLiteral, type Fields, type SalesforceRecords } from '../../salesforce/records.ts';
import type { EnvelopeEvent } from '../../systems/e-signature/client.ts';

export interface SignatureResultPorts {
  readonly salesforce: SalesforceRecords;
}

const STATUS: Readonly<Record<EnvelopeEvent['status'], string>> = {
  SENT: 'Sent',
  DELIVERED: 'Delivered',
  SIGNED: 'Signed',
  DECLINED: 'Declined',
  EXPIRED: 'Expired',
  VOIDED: 'Expired',
};
const FINAL = new Set(['Signed', 'Declined', 'Expired']);
const RANK: Readonly<Record<string, number>> = { Sent: 1, Delivered: 2 };

export async function applySignatureEvent(ports: SignatureResultPorts, event: EnvelopeEvent): Promise<void> {
  const { salesforce } = ports;
  const status = STATUS[event.status];
  const [known] = await salesforce.query<{ Status__c: string | null }>(
    `SELECT Status__c FROM Signature_Envelope__c WHERE Provider_Id__c = ${textLiteral(event.id)}`,
  );
  if (known?.Status__c && !isStepForward(known.Status__c, status)) return;
  if (!known) await requireContract(salesforce, event.externalReference);

  const fields: Fields = {
    Provider_Id__c: event.id,
    Provider__c: 'E_Signature',
    Status__c: status,
    Last_Event_Id__c: event.eventId,
    Document_Hash__c: event.documentSha256,
    ...(known ? {} : { Contract__c: event.externalReference, Sent_At__c: event.createdAt }),
    ...(event.signedAt ? { Signed_At__c: event.signedAt } : {}),
    ...(event.evidenceHash ? { Evidence_Hash__c: event.evidenceHash } : {}),
  };
  await salesforce.upsert('Signature_Envelope__c', 'Provider_Id__c', fields);
}

function isStepForward(from: string, to: string): boolean {
  if (FINAL.has(from)) return false;
  return FINAL.has(to) || (RANK[to] ?? 0) > (RANK[from] ?? 0);
}

/** An event for a contract the org does not have is somebody else's, or forged with a stolen key: refused, kept visible, not retried. */
async function requireContract(salesforce: SalesforceRecords, contractId: string): Promise<void> {
  const rows = await salesforce.query(`SELECT Id FROM Contract WHERE Id = ${idLiteral(contractId)}`);
  if (rows.length === 0) {
    throw new IntegrationError('UNKNOWN_CONTRACT', `No contract ${contractId} for a signature event`, {
      retryable: false,
    });
  }
}
