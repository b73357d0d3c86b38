/** Step 2: conversion, contract document, signature; the provider's event comes three times and takes effect once. */
import { asPerson, eventually, one, query, type TourContext } from './context.ts';
import type { EnteredApplication } from './sign-up.ts';

export interface SignedContract {
  readonly contractId: string;
  readonly contractNumber: string;
  readonly application: EnteredApplication;
}

interface EnvelopeView {
  readonly id: string;
  readonly externalReference: string;
  readonly status: string;
  readonly documentSha256: string;
}

/** Waits for the customer's link, opens the page and signs. */
export async function signContract(context: TourContext, application: EnteredApplication): Promise<SignedContract> {
  const { book, org, urls } = context;
  const contractId = await eventually('the application has become a contract', async () => {
    const row = await one(
      org,
      `SELECT Id, Contract__c, Status__c, Problem__c FROM Application__c WHERE Id = '${application.id}'`,
    );
    if (row['Status__c'] === 'Exception') throw new Error(`Conversion failed: ${String(row['Problem__c'])}`);
    return row['Contract__c'] as string | null;
  });
  await noteConversion(context, contractId);

  const envelope = await eventually('the signing link has been sent', async () => {
    const envelopes = (await (await fetch(`${urls.eSignature}/state`)).json()) as readonly EnvelopeView[];
    return envelopes.find((candidate) => candidate.externalReference === contractId);
  });
  const pdf = Buffer.from(await (await fetch(`${urls.eSignature}/sign/${envelope.id}/document`)).arrayBuffer());
  if (pdf.subarray(0, 5).toString('latin1') !== '%PDF-') throw new Error('The contract document is not a PDF');
  book.note(
    2,
    'The contract document reached the e-signature provider',
    urls.eSignature,
    `PDF of ${pdf.length} bytes, envelope ${envelope.id}`,
  );

  const title = await asPerson(context, async (page) => {
    await page.goto(`${urls.eSignature}/sign/${envelope.id}`);
    await page.getByRole('checkbox').check();
    await page.getByRole('button', { name: /unterschreiben|sign now/i }).click();
    await page.getByRole('status').waitFor();
    return page.getByRole('heading', { level: 1 }).innerText();
  });
  const contract = await eventually('the signature has activated the contract', async () => {
    const row = await one(
      org,
      `SELECT Id, ContractNumber, Status, Signature_Status__c, Signed_At__c FROM Contract WHERE Id = '${contractId}'`,
    );
    return row['Status'] === 'Activated' ? row : undefined;
  });
  book.note(
    2,
    'The customer signs and the contract is activated',
    `sign page "${title}"`,
    `signed at ${String(contract['Signed_At__c'])}`,
  );
  await noteOnce(context, contractId);
  return { contractId, contractNumber: String(contract['ContractNumber']), application };
}

async function noteConversion(context: TourContext, contractId: string): Promise<void> {
  const { org, book } = context;
  const contract = await one(
    org,
    `SELECT Id, Customer__r.Name, Account.Name, Account.Premises__r.Name, Account.Premises__c FROM Contract WHERE Id = '${contractId}'`,
  );
  const lines = await query(
    org,
    `SELECT Id, Commodity__c, Service_Point__c FROM Contract_Line__c WHERE Contract__c = '${contractId}'`,
  );
  const meterings = await query(
    org,
    `SELECT Id, Metering_Location__c FROM Service_Point_Metering__c WHERE Service_Point__c IN (SELECT Service_Point__c FROM Contract_Line__c WHERE Contract__c = '${contractId}')`,
  );
  const mandate = await one(
    org,
    `SELECT Id, Status__c, Iban_Last4__c FROM Sepa_Mandate__c WHERE Contract__c = '${contractId}'`,
  );
  if (lines.length !== 2 || meterings.length !== 2)
    throw new Error(`${lines.length} lines and ${meterings.length} meterings instead of two each`);
  const customer = (contract['Customer__r'] as { Name: string }).Name;
  book.note(
    2,
    'The application became customer, property, premises, supplies, contract and mandate',
    'org',
    `${customer}, ${lines.length} lines, ${meterings.length} metering locations, mandate ${String(mandate['Status__c'])} …${String(mandate['Iban_Last4__c'])}`,
  );
}

/** The provider delivers each event three times; the effects must stand once. */
async function noteOnce(context: TourContext, contractId: string): Promise<void> {
  const { org, book, urls } = context;
  const repeated = await eventually('the repeated deliveries have arrived', async () => {
    const metrics = await (await fetch(`${urls.service}/metrics`)).text();
    const count = Number(/webhooks_total\{source="e-signature",outcome="repeated"\} (\d+)/.exec(metrics)?.[1] ?? 0);
    return count >= 2 ? count : undefined;
  });
  const rows = await query(
    org,
    `SELECT Id FROM Outbox__c WHERE Kind__c = 'Contract_Registration' AND Record_Id__c = '${contractId}'`,
  );
  if (rows.length !== 1) throw new Error(`${rows.length} registrations in the outbox instead of one`);
  book.note(
    2,
    'Events that came again had no second effect',
    `${urls.service}/metrics`,
    `${repeated} repeated deliveries, one registration`,
  );
}
