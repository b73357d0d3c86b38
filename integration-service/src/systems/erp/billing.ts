/** The ERP's SOAP billing service (contracts/erp/billing.wsdl): manifests, archive tokens, amounts due, what became of a collection. */
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { decimalOf, minorUnits } from '../../runtime/money.ts';
import { anyNumberOf, oneOrMore, soapCaller, type ErpOptions } from './soap.ts';

const Amount = z.string().transform((text, context) => {
  const minor = minorUnits(text);
  if (minor !== undefined) return minor;
  context.addIssue({ code: 'custom', message: `${JSON.stringify(text)} is no amount with two digits` });
  return z.NEVER;
});
/** XML Schema lets a day carry a zone; the ERP's days are German days whatever it says. */
const Day = z
  .string()
  .transform((text) => text.slice(0, 10))
  .pipe(z.iso.date());
const Currency = z.string().regex(/^[A-Z]{3}$/);
const Commodity = z.enum(['ELECTRICITY', 'GAS']);

const Manifest = z.object({
  sequence: z.number().int(),
  manifestId: z.string().min(1),
  month: z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/),
  createdAt: z.string().transform((text) => new Date(text).toISOString()),
  rows: z.number().int().min(0),
  totalAmount: Amount,
  currency: Currency,
});
/** A monthly run as announced. Amounts everywhere here are integer minor units. */
export type Manifest = z.infer<typeof Manifest>;

const BilledInvoice = z.object({
  invoiceNumber: z.string().min(1).max(35),
  customerReference: z.string().min(1),
  contractReference: z.string().min(1),
  issuedOn: Day,
  dueOn: Day,
  periodFrom: Day,
  /** The last day billed. */
  periodTo: Day,
  netAmount: Amount,
  taxAmount: Amount,
  grossAmount: Amount,
  currency: Currency,
  /** Electronic or paper. */
  delivery: z.enum(['E', 'P']),
  line: oneOrMore(
    z.object({
      lineReference: z.string().min(1),
      commodity: Commodity,
      /** kWh as a decimal text with at most three digits. */
      quantity: z.string().regex(/^-?\d{1,12}(\.\d{1,3})?$/),
      amount: Amount,
    }),
  ),
});
export type BilledInvoice = z.infer<typeof BilledInvoice>;

const ArchiveToken = z.object({
  sequence: z.number().int(),
  invoiceNumber: z.string().min(1),
  token: z.string().regex(/^[A-Za-z0-9_-]{32,}$/),
  expiresOn: Day,
});
export type ArchiveToken = z.infer<typeof ArchiveToken>;

const AmountDue = z.object({
  invoiceNumber: z.string().min(1).max(35),
  customerReference: z.string(),
  contractReference: z.string(),
  mandateReference: z.string(),
  mandateSignedOn: Day,
  accountHolder: z.string(),
  iban: z.string(),
  amount: Amount,
  currency: Currency,
  dueOn: Day,
  /** When the payer was told of this debit: the issue date of the invoice. */
  preNotifiedOn: Day,
});
export type AmountDue = z.infer<typeof AmountDue>;

export type PaymentOutcome = 'COLLECTED' | 'REJECTED' | 'RETURNED';

export interface PaymentReport {
  readonly endToEndId: string;
  readonly invoiceNumber: string;
  readonly outcome: PaymentOutcome;
  readonly reasonCode?: string;
  /** YYYY-MM-DD. */
  readonly on: string;
  readonly amountMinor: number;
  readonly currency: string;
}

export interface ErpBilling {
  /** Manifests announced after the given sequence, oldest first. */
  listManifests(afterSequence: number): Promise<readonly Manifest[]>;
  /** A page of at most 1000 invoices in the manifest's fixed order. */
  readManifest(
    manifestId: string,
    offset: number,
    limit: number,
  ): Promise<{ readonly rows: number; readonly invoices: readonly BilledInvoice[] }>;
  listArchiveTokens(afterSequence: number, limit: number): Promise<readonly ArchiveToken[]>;
  /** Open items with a bank debit due until a day, by invoice number. `count` and `totalMinor` speak of the whole answer, not of the page. */
  listAmountsDue(
    dueUntil: string,
    afterInvoiceNumber: string | undefined,
    limit: number,
  ): Promise<{ readonly count: number; readonly totalMinor: number; readonly due: readonly AmountDue[] }>;
  /** The items are in collection. Answers how many stand in it; repeating changes nothing. */
  reportCollection(
    collectionId: string,
    items: readonly { readonly invoiceNumber: string; readonly endToEndId: string }[],
  ): Promise<number>;
  /** What became of one item; false when the ERP does not know the invoice. Repeating changes nothing. */
  reportPayment(report: PaymentReport): Promise<boolean>;
}

const WSDL = fileURLToPath(new URL('../../../contracts/erp/billing.wsdl', import.meta.url));

/** `url`: the billing service's endpoint. */
export function createErpBilling(options: ErpOptions): ErpBilling {
  const call = soapCaller(WSDL, options);
  return {
    listManifests: async (afterSequence) =>
      (await call('ListManifests', { afterSequence }, z.object({ manifest: anyNumberOf(Manifest) }))).manifest,
    readManifest: async (manifestId, offset, limit) => {
      const answer = z.object({ rows: z.number().int().min(0), invoice: anyNumberOf(BilledInvoice) });
      const { rows, invoice } = await call('ReadManifest', { manifestId, offset, limit }, answer);
      return { rows, invoices: invoice };
    },
    listArchiveTokens: async (afterSequence, limit) =>
      (await call('ListArchiveTokens', { afterSequence, limit }, z.object({ entry: anyNumberOf(ArchiveToken) }))).entry,
    listAmountsDue: async (dueUntil, afterInvoiceNumber, limit) => {
      const message = { dueUntil, ...(afterInvoiceNumber ? { afterInvoiceNumber } : {}), limit };
      const answer = z.object({ count: z.number().int().min(0), totalAmount: Amount, due: anyNumberOf(AmountDue) });
      const { count, totalAmount, due } = await call('ListAmountsDue', message, answer);
      return { count, totalMinor: totalAmount, due };
    },
    reportCollection: async (collectionId, items) =>
      (
        await call(
          'ReportCollection',
          { collectionId, item: items.map(({ invoiceNumber, endToEndId }) => ({ invoiceNumber, endToEndId })) },
          z.object({ accepted: z.number().int() }),
        )
      ).accepted,
    reportPayment: async ({ endToEndId, invoiceNumber, outcome, reasonCode, on, amountMinor, currency }) => {
      // In the order of the WSDL's sequence.
      const message = {
        endToEndId,
        invoiceNumber,
        outcome,
        ...(reasonCode ? { reasonCode } : {}),
        on,
        amount: decimalOf(amountMinor),
        currency,
      };
      return (await call('ReportPayment', message, z.object({ known: z.boolean() }))).known;
    },
  };
}
