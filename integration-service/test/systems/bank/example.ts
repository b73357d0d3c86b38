/** A payment file as the collection makes one, for the bank's tests. */
import type { DirectDebitFile, DirectDebitTransaction } from '../../../src/systems/bank/pain008.ts';

export const CREDITOR_IBAN = 'DE89370400440532013000';
export const DEBTOR_IBAN = 'DE02120300000000202051';

export function debit(change: Partial<DirectDebitTransaction> = {}): DirectDebitTransaction {
  return {
    endToEndId: 'INV-2026-12-000001',
    amountMinor: 8412,
    currency: 'EUR',
    mandateId: 'UPM-000001',
    mandateSignedOn: '2026-11-20',
    debtorName: 'Käthe Größe & Söhne',
    debtorIban: DEBTOR_IBAN,
    remittance: 'Rechnung INV-2026-12-000001 / Vertrag 1000001',
    ...change,
  };
}

export function paymentFile(change: Partial<DirectDebitFile> = {}): DirectDebitFile {
  return {
    messageId: 'UP-2027-01-001',
    createdAt: new Date('2027-01-29T06:00:00.123Z'),
    initiatingParty: 'Unified Power GmbH',
    creditor: { name: 'Unified Power GmbH', iban: CREDITOR_IBAN, bic: 'COBADEFFXXX', creditorId: 'DE98ZZZ09999999999' },
    payments: [
      {
        paymentId: 'UP-2027-01-001-1',
        collectionDate: '2027-02-01',
        sequence: 'RCUR',
        transactions: [debit()],
      },
    ],
    ...change,
  };
}
