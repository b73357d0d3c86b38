/** The billing service (contracts/erp/billing.wsdl) over the books. */
import { z } from 'zod';
import { Day, Decimal, optionalText, readMessage, repeated, serviceFault } from '../support/soap.ts';
import type { Books, Invoice, Manifest, Payment } from './books.ts';
import { amountOf, amountText, fixed } from './money.ts';

const Sequence = z.coerce.number().int().nonnegative();
const Limit = z.coerce.number().int().min(1).max(1000);
const AfterSequence = z.object({ afterSequence: Sequence });
const ManifestPage = z.object({ manifestId: z.string(), offset: Sequence, limit: Limit });
const TokenList = z.object({
  listId: z.string().min(1),
  manifestId: z.string(),
  entry: repeated(z.object({ invoiceNumber: z.string(), token: z.string().min(32), expiresOn: Day })),
});
const TokenPage = z.object({ afterSequence: Sequence, limit: Limit });
const DuePage = z.object({ dueUntil: Day, afterInvoiceNumber: optionalText, limit: Limit });
const Collection = z.object({
  collectionId: z.string().min(1),
  item: repeated(z.object({ invoiceNumber: z.string(), endToEndId: z.string().min(1) })),
});
const PaymentReport = z.object({
  endToEndId: z.string().min(1),
  invoiceNumber: z.string(),
  outcome: z.enum(['COLLECTED', 'REJECTED', 'RETURNED']),
  reasonCode: optionalText,
  on: Day,
  amount: Decimal,
  currency: z.string(),
});

/** The operations; `dues` is what `ListAmountsDue` reads from. */
export function billingService(books: Books, dues: AmountsDue): Record<string, (message: unknown) => unknown> {
  const { data } = books;
  return {
    ListManifests(request) {
      const { afterSequence } = readMessage(AfterSequence, request);
      return { manifest: data.manifests.slice(afterSequence).map(manifestView) };
    },
    ReadManifest(request) {
      const { manifestId, offset, limit } = readMessage(ManifestPage, request);
      const manifest = data.manifests.find((one) => one.manifestId === manifestId);
      if (!manifest) throw serviceFault('UNKNOWN_MANIFEST', `No manifest ${manifestId}`, false);
      const numbers = manifest.invoiceNumbers.slice(offset, offset + limit);
      const invoice = numbers.flatMap((number) => data.invoices[number] ?? []).map(invoiceView);
      return { rows: manifest.invoiceNumbers.length, invoice };
    },
    ReceiveArchiveTokens(request) {
      return receiveTokens(books, readMessage(TokenList, request));
    },
    ListArchiveTokens(request) {
      const { afterSequence, limit } = readMessage(TokenPage, request);
      return { entry: data.tokens.slice(afterSequence, afterSequence + limit) };
    },
    ListAmountsDue(request) {
      const { dueUntil, afterInvoiceNumber, limit } = readMessage(DuePage, request);
      const answer = dues.until(dueUntil);
      const from = firstAfter(answer.numbers, afterInvoiceNumber ?? '');
      const due = answer.numbers.slice(from, from + limit).flatMap((number) => dueView(books, number));
      return { count: answer.numbers.length, totalAmount: amountText(answer.totalMinor), due };
    },
    ReportCollection(request) {
      const { collectionId, item } = readMessage(Collection, request);
      let accepted = 0;
      for (const { invoiceNumber } of item) {
        const invoice = data.invoices[invoiceNumber];
        if (!invoice) continue;
        if (invoice.collectionId === null && invoice.state === 'OPEN' && invoice.collectable) {
          invoice.collectionId = collectionId;
          invoice.state = 'IN_COLLECTION';
        }
        if (invoice.collectionId === collectionId) accepted += 1;
      }
      books.save();
      return { accepted };
    },
    ReportPayment(request) {
      const { invoiceNumber, amount, currency, ...report } = readMessage(PaymentReport, request);
      const invoice = data.invoices[invoiceNumber];
      if (!invoice) return { known: false };
      const amountMinor = amountOf(amount);
      if (report.outcome === 'COLLECTED' && (amountMinor !== invoice.grossMinor || currency !== invoice.currency)) {
        const words = `${invoiceNumber} is over ${amountText(invoice.grossMinor)} ${invoice.currency}, not ${amount} ${currency}`;
        throw serviceFault('AMOUNT_DIFFERS', words, false);
      }
      takePayment(invoice, { ...report, amountMinor });
      books.save();
      return { known: true };
    },
  };
}

/** A report that came before changes nothing, even when another one came since: a late repetition of "collected" must not undo a return. */
function takePayment(invoice: Invoice, payment: Payment): void {
  const isRepeated = invoice.payments.some(
    (known) => known.endToEndId === payment.endToEndId && known.outcome === payment.outcome,
  );
  if (isRepeated) return;
  invoice.payments.push(payment);
  if (payment.outcome === 'COLLECTED') {
    invoice.state = 'PAID';
  } else {
    invoice.state = 'OPEN';
    invoice.collectable = false;
  }
}

function receiveTokens(books: Books, list: z.infer<typeof TokenList>) {
  const { data } = books;
  const known = data.tokenLists[list.listId];
  if (known) return known;
  const unknown: string[] = [];
  for (const { invoiceNumber, token, expiresOn } of list.entry) {
    if (!data.invoices[invoiceNumber]) {
      unknown.push(invoiceNumber);
      continue;
    }
    const last = data.tokens[data.tokenOf[invoiceNumber] ?? -1];
    if (last?.token === token && last.expiresOn === expiresOn) continue;
    data.tokenOf[invoiceNumber] = data.tokens.length;
    data.tokens.push({ sequence: data.tokens.length + 1, invoiceNumber, token, expiresOn });
  }
  const answer = { accepted: list.entry.length - unknown.length, unknown };
  data.tokenLists[list.listId] = answer;
  books.save();
  return answer;
}

function manifestView(manifest: Manifest) {
  return {
    sequence: manifest.sequence,
    manifestId: manifest.manifestId,
    month: manifest.month,
    createdAt: manifest.createdAt,
    rows: manifest.invoiceNumbers.length,
    totalAmount: amountText(manifest.totalMinor),
    currency: manifest.currency,
  };
}

function invoiceView(invoice: Invoice) {
  return {
    invoiceNumber: invoice.invoiceNumber,
    customerReference: invoice.customerReference,
    contractReference: invoice.contractReference,
    issuedOn: invoice.issuedOn,
    dueOn: invoice.dueOn,
    periodFrom: invoice.periodFrom,
    periodTo: invoice.periodTo,
    netAmount: amountText(invoice.netMinor),
    taxAmount: amountText(invoice.taxMinor),
    grossAmount: amountText(invoice.grossMinor),
    currency: invoice.currency,
    delivery: invoice.delivery,
    line: invoice.lines.map((line) => ({
      lineReference: line.lineReference,
      commodity: line.commodity,
      quantity: fixed(line.wattHours, 3),
      amount: amountText(line.grossMinor),
    })),
  };
}

function dueView(books: Books, invoiceNumber: string) {
  const invoice = books.data.invoices[invoiceNumber];
  const debit = invoice && books.data.contracts[invoice.contractReference]?.bankDebit;
  if (!invoice || !debit) return [];
  return [
    {
      invoiceNumber,
      customerReference: invoice.customerReference,
      contractReference: invoice.contractReference,
      mandateReference: debit.mandateReference,
      mandateSignedOn: debit.signedOn,
      accountHolder: debit.accountHolder,
      iban: debit.iban,
      amount: amountText(invoice.grossMinor),
      currency: invoice.currency,
      dueOn: invoice.dueOn,
      preNotifiedOn: invoice.issuedOn,
    },
  ];
}

interface DueAnswer {
  /** Sorted. */
  readonly numbers: readonly string[];
  readonly totalMinor: number;
}

export interface AmountsDue {
  until(day: string): DueAnswer;
}

/** Open items with a bank debit. The whole answer is kept while the books do not change, so that reading it page by page walks the books once. */
export function createAmountsDue(books: Books): AmountsDue {
  let kept: { readonly day: string; readonly version: number; readonly answer: DueAnswer } | undefined;
  return {
    until(day) {
      if (kept?.day === day && kept.version === books.version) return kept.answer;
      const numbers: string[] = [];
      let totalMinor = 0;
      for (const invoice of Object.values(books.data.invoices)) {
        const open = invoice.state === 'OPEN' && invoice.collectable && invoice.grossMinor > 0;
        if (!open || invoice.dueOn > day || !books.data.contracts[invoice.contractReference]?.bankDebit) continue;
        numbers.push(invoice.invoiceNumber);
        totalMinor += invoice.grossMinor;
      }
      kept = { day, version: books.version, answer: { numbers: numbers.sort(), totalMinor } };
      return kept.answer;
    },
  };
}

/** The place of the first number after the given one in a sorted list. */
function firstAfter(sorted: readonly string[], given: string): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? '') <= given) low = middle + 1;
    else high = middle;
  }
  return low;
}
