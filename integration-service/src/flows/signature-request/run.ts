/** Sends a contract to its customer for signature, once. */
import { createHash } from 'node:crypto';
import type { Clock } from '../../runtime/clock.ts';
import type { EffectLedger } from '../../runtime/ledger.ts';
import type { Countries } from '../../salesforce/countries.ts';
import { idLiteral, textLiteral, type SalesforceRecords } from '../../salesforce/records.ts';
import type { Envelope, ESignature } from '../../systems/e-signature/client.ts';
import type { OutboxJob } from '../outbox/dispatch.ts';
import { buildContractPdf, contractTitle, type DocumentLanguage } from './document.ts';
import { readContractToSign } from './read-contract.ts';

export interface SignatureRequestPorts {
  readonly salesforce: SalesforceRecords;
  readonly eSignature: Pick<ESignature, 'createEnvelope'>;
  readonly ledger: EffectLedger;
  readonly clock: Clock;
  readonly countries: Countries;
  readonly supplierName: string;
}

const OFFER_VALID_DAYS = 30;
const DAY_MS = 86_400_000;

export async function requestSignature(ports: SignatureRequestPorts, job: OutboxJob): Promise<void> {
  const { salesforce, clock } = ports;
  const { document, signer, open } = await readContractToSign(salesforce, job.recordId, (country) =>
    ports.countries.dayIn(country, clock.now()),
  );
  if (!open) return;

  const key = `e-signature:envelope:${job.recordId}`;
  const envelope = await ports.ledger.once<Envelope>({
    key,
    request: { contractId: job.recordId },
    perform: async () => {
      const language: DocumentLanguage = document.address.country === 'DE' ? 'de' : 'en';
      const pdf = await buildContractPdf(document, language, ports.supplierName);
      return ports.eSignature.createEnvelope(
        {
          externalReference: job.recordId,
          title: contractTitle(document, language),
          language,
          signer,
          document: {
            fileName: `contract-${document.contractNumber}.pdf`,
            contentBase64: pdf.toString('base64'),
            sha256: createHash('sha256').update(pdf).digest('hex'),
          },
          expiresAt: new Date(clock.now().getTime() + OFFER_VALID_DAYS * DAY_MS).toISOString(),
        },
        key,
      );
    },
  });
  await recordEnvelope(salesforce, job.recordId, envelope);
}

/** The signed event may have overtaken this step; then only what it did not know is added. */
async function recordEnvelope(salesforce: SalesforceRecords, contractId: string, envelope: Envelope): Promise<void> {
  const known = await salesforce.query<{ Status__c: string }>(
    `SELECT Status__c FROM Signature_Envelope__c WHERE Provider_Id__c = ${textLiteral(envelope.id)} AND Contract__c = ${idLiteral(contractId)}`,
  );
  await salesforce.upsert('Signature_Envelope__c', 'Provider_Id__c', {
    Provider_Id__c: envelope.id,
    Contract__c: contractId,
    Provider__c: 'E_Signature',
    Sent_At__c: envelope.createdAt,
    Document_Hash__c: envelope.documentSha256,
    ...(known.length === 0 ? { Status__c: 'Sent' } : {}),
  });
}
