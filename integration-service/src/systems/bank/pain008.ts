/** Writes a SEPA core direct debit file (ISO 20022 pain.008.001.08, German usage rules in contracts/bank/README.md). */
import { directDebitDocument } from './pain008-document.ts';

/** One debit of one customer's account. */
export interface DirectDebitTransaction {
  /** Comes back in every answer; ≤ 35 characters of the SEPA set, never changed by the writer. */
  readonly endToEndId: string;
  /** Cents, 1 … 99 999 999 999. */
  readonly amountMinor: number;
  /** EUR: the scheme knows no other currency. */
  readonly currency: string;
  readonly mandateId: string;
  /** YYYY-MM-DD */
  readonly mandateSignedOn: string;
  readonly debtorName: string;
  readonly debtorIban: string;
  /** What the customer reads on the bank statement; written in the SEPA set, cut at 140 characters. */
  readonly remittance: string;
}

/** Debits that share a collection day. */
export interface DirectDebitPayment {
  /** ≤ 35 characters, unique in the file. */
  readonly paymentId: string;
  /** Requested collection day, YYYY-MM-DD. */
  readonly collectionDate: string;
  readonly sequence: 'FRST' | 'RCUR' | 'FNAL' | 'OOFF';
  readonly transactions: readonly DirectDebitTransaction[];
}

/** Whoever collects, with the account that is credited. */
export interface Creditor {
  readonly name: string;
  readonly iban: string;
  readonly bic?: string;
  /** The creditor identifier, DE98ZZZ09999999999. */
  readonly creditorId: string;
}

export interface DirectDebitFile {
  /** ≤ 35 characters, unique at the bank for ever: the bank refuses a repeated one. */
  readonly messageId: string;
  readonly createdAt: Date;
  readonly initiatingParty: string;
  readonly creditor: Creditor;
  readonly payments: readonly DirectDebitPayment[];
}

/**
 * The file's text in pieces of about 256 KB, the same for the same input byte for byte (encode it as UTF-8).
 * Throws IntegrationError BANK_FILE_INVALID (not retryable) before the first piece when something may not stand in such a file.
 */
export function writeDirectDebit(file: DirectDebitFile): Iterable<string> {
  return directDebitDocument(file);
}
