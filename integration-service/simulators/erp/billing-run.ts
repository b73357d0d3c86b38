/**
 * Bills a month, once: one invoice for each contract with a supply that the register has confirmed, for the local days on which it was supplied.
 * A supply that is confirmed after its month was billed is not billed later by itself: that is a correction, which this ERP leaves to a person.
 */
import { dayIn, daysAfter } from '../../src/runtime/days.ts';
import type { Books, Contract, ContractLine, Invoice, InvoiceLine, Manifest } from './books.ts';
import { daysBetween, firstDay, firstDayAfter, lastDay, ZONE } from './calendar.ts';
import { energyAmount, netOf, standingAmount } from './money.ts';
import { listPrice } from './price-list.ts';
import type { Quantities } from './quantities.ts';

/** Payment is asked for no earlier than two weeks after the bill (§ 40c(1) EnWG). */
const DAYS_TO_PAY = 14;
const CURRENCY = 'EUR';
/** Standard VAT by the country of supply, in percent. */
const TAX_PERCENT: Readonly<Record<string, number>> = { DE: 19 };

export type BillingResult =
  | { readonly kind: 'billed'; readonly manifest: Manifest; readonly known: boolean }
  | { readonly kind: 'month-not-over'; readonly message: string }
  /** Nothing is kept: the month can be billed when there is something to bill. */
  | { readonly kind: 'nothing-to-bill'; readonly skipped: Manifest['skipped'] };

/** Bills the month YYYY-MM by the ERP's clock; a month that was billed gives the manifest it gave. */
export function billMonth(books: Books, quantities: Quantities, month: string, now: Date): BillingResult {
  const { data } = books;
  const standing = data.manifests.find((manifest) => manifest.month === month);
  if (standing) return { kind: 'billed', manifest: standing, known: true };
  const today = dayIn(ZONE, now);
  if (today < firstDayAfter(month)) {
    return { kind: 'month-not-over', message: `${month} is not over: it is ${today} in ${ZONE}` };
  }

  const invoices: Invoice[] = [];
  const skipped: { contractReference: string; reason: string }[] = [];
  const manifestId = `M-${month}`;
  for (const contract of Object.values(data.contracts).sort(byReference)) {
    const supplied = contract.lines.flatMap((line) => suppliedDays(contract, line, month));
    if (supplied.length === 0) continue;
    const customer = books.customerOf(contract);
    const taxPercent = TAX_PERCENT[customer?.address.country ?? ''];
    if (!customer || taxPercent === undefined || contract.currency !== CURRENCY) {
      const reason = contract.currency === CURRENCY ? 'no tax rate for the country' : `not in ${CURRENCY}`;
      skipped.push({ contractReference: contract.contractReference, reason });
      continue;
    }
    const lines = supplied.map(({ line, days }) => invoiceLine(line, days, month, taxPercent, quantities));
    const grossMinor = sum(lines, (line) => line.grossMinor);
    const netMinor = sum(lines, (line) => line.netMinor);
    invoices.push({
      invoiceNumber: invoiceNumber(month, data.nextInvoice + invoices.length),
      manifestId,
      customerReference: customer.customerReference,
      contractReference: contract.contractReference,
      issuedOn: firstDayAfter(month),
      dueOn: daysAfter(firstDayAfter(month), DAYS_TO_PAY),
      periodFrom: lines.map((line) => line.periodFrom).sort()[0] ?? firstDay(month),
      periodTo:
        lines
          .map((line) => line.periodTo)
          .sort()
          .at(-1) ?? lastDay(month),
      currency: contract.currency,
      delivery: customer.email ? 'E' : 'P',
      taxPercent,
      netMinor,
      taxMinor: grossMinor - netMinor,
      grossMinor,
      lines,
      state: 'OPEN',
      collectable: true,
      collectionId: null,
      payments: [],
    });
  }
  if (invoices.length === 0) return { kind: 'nothing-to-bill', skipped };

  const manifest: Manifest = {
    sequence: data.manifests.length + 1,
    manifestId,
    month,
    createdAt: now.toISOString(),
    currency: CURRENCY,
    totalMinor: sum(invoices, (invoice) => invoice.grossMinor),
    invoiceNumbers: invoices.map((invoice) => invoice.invoiceNumber),
    skipped,
    receiptId: null,
  };
  for (const invoice of invoices) data.invoices[invoice.invoiceNumber] = invoice;
  data.nextInvoice += invoices.length;
  data.manifests.push(manifest);
  books.save();
  return { kind: 'billed', manifest, known: false };
}

function byReference(a: Contract, b: Contract): number {
  return a.contractReference < b.contractReference ? -1 : 1;
}

/** Sorts by time; 35 characters are the most that a payment's end-to-end id may have. */
function invoiceNumber(month: string, count: number): string {
  return `UP-${month.replace('-', '')}-${String(count).padStart(8, '0')}`;
}

/** The days of the month on which the line was supplied; no entry when there are none. */
function suppliedDays(contract: Contract, line: ContractLine, month: string) {
  if (!line.supply) return [];
  const from = line.supply.startsOn > firstDay(month) ? line.supply.startsOn : firstDay(month);
  const end = contract.cancelledOn ?? lastDay(month);
  const days = daysBetween(from, end < lastDay(month) ? end : lastDay(month));
  return days.length > 0 ? [{ line, days }] : [];
}

function invoiceLine(
  line: ContractLine,
  days: readonly string[],
  month: string,
  taxPercent: number,
  quantities: Quantities,
): InvoiceLine {
  const list = listPrice(line.tariffName, line.commodity);
  const unitPrice = line.unitPrice ?? list.unitPrice;
  const standingCharge = line.standingCharge ?? list.standingCharge;
  const quantity = quantities.of(line, days);
  const energyMinor = energyAmount(quantity.wattHours, unitPrice);
  const standingMinor = standingAmount(standingCharge, days.length, Number(lastDay(month).slice(8)));
  const grossMinor = energyMinor + standingMinor;
  return {
    lineReference: line.lineReference,
    commodity: line.commodity,
    marketLocationId: line.marketLocationId,
    meterSerial: line.supply?.meterSerial ?? null,
    tariffName: line.tariffName,
    periodFrom: days[0] ?? firstDay(month),
    periodTo: days.at(-1) ?? lastDay(month),
    wattHours: quantity.wattHours,
    unitPrice,
    standingCharge,
    energyMinor,
    standingMinor,
    grossMinor,
    netMinor: netOf(grossMinor, taxPercent),
    gas: quantity.gas,
    readings: quantity.readings,
  };
}

function sum<Item>(items: readonly Item[], amount: (item: Item) => number): number {
  return items.reduce((total, item) => total + amount(item), 0);
}
