/** Books of an ERP that has billed already: written as the simulator's own state file, so that a month of thousands is there at once. */
import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import type { ArchiveToken, Invoice, Manifest } from '../../../simulators/erp/books.ts';
import { firstDay, firstDayAfter, lastDay } from '../../../simulators/erp/calendar.ts';
import { daysAfter } from '../../../src/runtime/days.ts';

export interface BilledMonth {
  readonly month: string;
  readonly invoices: number;
  /** Invoices without a token yet, from the end. */
  readonly withoutToken?: number;
  /** Makes the manifest announce another sum than its invoices have. */
  readonly wrongByMinor?: number;
}

export interface ErpBooks {
  readonly invoices: readonly Invoice[];
  readonly manifests: readonly Manifest[];
  readonly tokens: readonly ArchiveToken[];
}

/** Writes the state file. Customer n has the reference `UP-n`, the contract `C-n` and the line `line-n`; each month bills customers 1 to n. */
export function writeBooks(file: string, months: readonly BilledMonth[]): ErpBooks {
  const invoices: Invoice[] = [];
  const manifests: Manifest[] = [];
  const tokens: ArchiveToken[] = [];
  for (const { month, invoices: count, withoutToken = 0, wrongByMinor = 0 } of months) {
    const ours = Array.from({ length: count }, (_, position) => invoice(month, position + 1));
    invoices.push(...ours);
    manifests.push({
      sequence: manifests.length + 1,
      manifestId: `M-${month}`,
      month,
      createdAt: `${firstDayAfter(month)}T05:00:00.000Z`,
      currency: 'EUR',
      totalMinor: ours.reduce((sum, one) => sum + one.grossMinor, 0) + wrongByMinor,
      invoiceNumbers: ours.map((one) => one.invoiceNumber),
      skipped: [],
      receiptId: 'PV-1',
    });
    for (const { invoiceNumber, issuedOn } of ours.slice(0, count - withoutToken)) {
      tokens.push({
        sequence: tokens.length + 1,
        invoiceNumber,
        token: randomBytes(32).toString('base64url'),
        expiresOn: daysAfter(issuedOn, 5 * 365),
      });
    }
  }
  writeFileSync(
    file,
    JSON.stringify({
      nextNumber: 1,
      nextInvoice: 1,
      customers: {},
      contracts: {},
      invoices: Object.fromEntries(invoices.map((one) => [one.invoiceNumber, one])),
      manifests,
      tokens,
      tokenOf: Object.fromEntries(tokens.map((token, place) => [token.invoiceNumber, place])),
      tokenLists: {},
    }),
  );
  return { invoices, manifests, tokens };
}

function invoice(month: string, customer: number): Invoice {
  const grossMinor = 5000 + ((customer * 7919) % 9000);
  const taxMinor = Math.round((grossMinor * 19) / 119);
  return {
    invoiceNumber: `UP-${month.replace('-', '')}-${String(customer).padStart(8, '0')}`,
    manifestId: `M-${month}`,
    customerReference: `UP-${customer}`,
    contractReference: `C-${customer}`,
    issuedOn: firstDayAfter(month),
    dueOn: daysAfter(firstDayAfter(month), 14),
    periodFrom: firstDay(month),
    periodTo: lastDay(month),
    currency: 'EUR',
    delivery: 'E',
    taxPercent: 19,
    netMinor: grossMinor - taxMinor,
    taxMinor,
    grossMinor,
    lines: [
      {
        lineReference: `line-${customer}`,
        commodity: 'ELECTRICITY',
        marketLocationId: '51238696781',
        meterSerial: null,
        tariffName: 'Strom Fix 12',
        periodFrom: firstDay(month),
        periodTo: lastDay(month),
        wattHours: 100_000 + customer,
        unitPrice: '0.3149',
        standingCharge: '11.90',
        energyMinor: grossMinor - 1190,
        standingMinor: 1190,
        grossMinor,
        netMinor: grossMinor - taxMinor,
        gas: null,
        readings: null,
      },
    ],
    state: 'OPEN',
    collectable: true,
    collectionId: null,
    payments: [],
  };
}
