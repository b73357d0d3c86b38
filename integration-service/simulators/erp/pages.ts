/** The ERP's screen: customers, contracts, invoices, manifests, what is due; and a button that bills a month. */
import type { Express } from 'express';
import { escapeHtml, page, table } from '../support/page.ts';
import { daysAfter, dayIn } from '../../src/runtime/days.ts';
import type { AmountsDue } from './billing-service.ts';
import type { Books, Contract, ContractLine, Invoice, Manifest } from './books.ts';
import { ZONE } from './calendar.ts';
import { amountText, fixed } from './money.ts';

/** A screen shows so many rows of each kind, the newest first. */
const ROWS_SHOWN = 200;

export interface ErpScreen {
  readonly books: Books;
  readonly dues: AmountsDue;
  readonly now: () => Date;
  readonly dispatchProblem: () => string | null;
}

/** Mounts the screen at `/` and what a program may look at under `/state`: account numbers by their last four, tokens only as present. */
export function mountPages(app: Express, screen: ErpScreen): void {
  app.get('/', (request, response) => {
    const note = typeof request.query['note'] === 'string' ? request.query['note'] : '';
    response.send(page('ERP (simulator)', body(screen, note)));
  });
  app.get('/state', (_request, response) => void response.json(stateView(screen.books)));
}

function stateView({ data }: Books) {
  return {
    customers: data.customers,
    contracts: Object.fromEntries(
      Object.entries(data.contracts).map(([reference, { bankDebit, ...contract }]) => [
        reference,
        {
          ...contract,
          mandateReference: bankDebit?.mandateReference ?? null,
          ibanLast4: bankDebit?.iban.slice(-4) ?? null,
        },
      ]),
    ),
    manifests: data.manifests,
    invoices: Object.values(data.invoices).map((invoice) => ({
      ...invoice,
      hasToken: invoice.invoiceNumber in data.tokenOf,
    })),
    tokens: data.tokens.length,
  };
}

function body(screen: ErpScreen, note: string): string {
  const { data } = screen.books;
  return [
    note ? `<section role="status"><p>${escapeHtml(note)}</p></section>` : '',
    section('Billing', `${billingForm(screen)}${manifestTable(screen)}`),
    section(`Invoices (${count(data.invoices)})`, invoiceTable(screen.books)),
    section('Due by bank debit today', dueTable(screen)),
    section(`Contracts (${count(data.contracts)})`, contractTable(screen.books)),
    section(`Customers (${count(data.customers)})`, customerTable(screen.books)),
  ].join('');
}

function section(title: string, content: string): string {
  return `<section><h2>${escapeHtml(title)}</h2>${content}</section>`;
}

function count(records: Readonly<Record<string, unknown>>): number {
  return Object.keys(records).length;
}

/** Numbers and days stay on one line. */
function whole(text: string): string {
  return `<span style="white-space: nowrap">${escapeHtml(text)}</span>`;
}

const COMMODITY = { ELECTRICITY: 'Electricity', GAS: 'Gas' } as const;

function newest<Item>(items: readonly Item[]): readonly Item[] {
  return items.slice(-ROWS_SHOWN).reverse();
}

function billingForm({ now }: ErpScreen): string {
  const today = dayIn(ZONE, now());
  const lastMonth = daysAfter(`${today.slice(0, 7)}-01`, -1).slice(0, 7);
  return `<p>It is ${today}. A month can be billed when it is over, and only once.</p>
    <form method="post" action="/billing/months">
    <label>Month <input type="month" name="month" value="${lastMonth}" max="${lastMonth}" required></label>
    <p><button>Bill the month</button></p></form>`;
}

function manifestTable({ books, dispatchProblem }: ErpScreen): string {
  const waiting = dispatchProblem();
  const vendor = (manifest: Manifest) =>
    manifest.receiptId
      ? `taken as ${manifest.receiptId}`
      : `waiting for the print vendor${waiting ? ` (${waiting})` : ''}`;
  const withToken = (manifest: Manifest) =>
    manifest.invoiceNumbers.filter((number) => number in books.data.tokenOf).length;
  const rows = newest(books.data.manifests).map((manifest) => [
    escapeHtml(manifest.manifestId),
    String(manifest.invoiceNumbers.length),
    `${amountText(manifest.totalMinor)} ${escapeHtml(manifest.currency)}`,
    escapeHtml(vendor(manifest)),
    `${withToken(manifest)} of ${manifest.invoiceNumbers.length}`,
    manifest.skipped.map((skip) => escapeHtml(`${skip.contractReference}: ${skip.reason}`)).join('<br>') || 'none',
  ]);
  return table(['Manifest', 'Invoices', 'Total', 'Print vendor', 'Archive tokens', 'Not billed'], rows);
}

function invoiceTable(books: Books): string {
  const rows = newest(Object.values(books.data.invoices)).map((invoice) => [
    whole(invoice.invoiceNumber),
    escapeHtml(`${invoice.contractReference}, ${books.data.customers[invoice.customerReference]?.name ?? ''}`),
    `${whole(invoice.periodFrom)} to ${whole(invoice.periodTo)}`,
    invoice.lines.map((line) => whole(`${COMMODITY[line.commodity]} ${fixed(line.wattHours, 3)} kWh`)).join('<br>'),
    whole(`${amountText(invoice.grossMinor)} ${invoice.currency}`),
    whole(invoice.dueOn),
    escapeHtml(stateWords(invoice)),
    invoice.invoiceNumber in books.data.tokenOf ? 'archived' : 'not yet',
  ]);
  return table(['Number', 'Contract', 'Period', 'Quantities', 'Gross', 'Due', 'State', 'Document'], rows);
}

function stateWords(invoice: Invoice): string {
  const last = invoice.payments.at(-1);
  const reason = last?.reasonCode ? ` (${last.reasonCode})` : '';
  switch (invoice.state) {
    case 'PAID':
      return `paid on ${last?.on ?? ''}`;
    case 'IN_COLLECTION':
      return `in collection ${invoice.collectionId ?? ''}`;
    case 'OPEN':
      return invoice.collectable
        ? 'open'
        : `open, ${(last?.outcome ?? '').toLowerCase()} on ${last?.on ?? ''}${reason}`;
  }
}

function dueTable({ books, dues, now }: ErpScreen): string {
  const answer = dues.until(dayIn(ZONE, now()));
  const rows = answer.numbers.slice(0, ROWS_SHOWN).flatMap((number) => {
    const invoice = books.data.invoices[number];
    const debit = invoice && books.data.contracts[invoice.contractReference]?.bankDebit;
    if (!invoice || !debit) return [];
    return [
      [
        escapeHtml(number),
        `${amountText(invoice.grossMinor)} ${escapeHtml(invoice.currency)}`,
        invoice.dueOn,
        escapeHtml(debit.mandateReference),
        escapeHtml(`${debit.accountHolder}, **** ${debit.iban.slice(-4)}`),
      ],
    ];
  });
  const sum = `<p>${answer.numbers.length} invoices, ${amountText(answer.totalMinor)} EUR.</p>`;
  return sum + table(['Invoice', 'Amount', 'Due', 'Mandate', 'Account'], rows);
}

function contractTable(books: Books): string {
  const rows = newest(Object.values(books.data.contracts)).map((contract) => [
    escapeHtml(contract.contractId),
    escapeHtml(contract.contractReference),
    escapeHtml(books.customerOf(contract)?.name ?? ''),
    contract.lines.map((line) => escapeHtml(lineWords(line))).join('<br>'),
    escapeHtml(debitWords(contract)),
    escapeHtml(contract.cancelledOn ? `ends on ${contract.cancelledOn}` : 'active'),
    String(contract.timesRegistered),
  ]);
  return table(['Number', 'Reference', 'Customer', 'Supplies', 'Bank debit', 'State', 'Asked'], rows);
}

function lineWords(line: ContractLine): string {
  const supply = line.supply ? `supplied from ${line.supply.startsOn}` : 'not confirmed';
  return `${COMMODITY[line.commodity]} ${line.marketLocationId}, ${line.tariffName}: ${supply}`;
}

function debitWords({ bankDebit }: Contract): string {
  return bankDebit ? `${bankDebit.mandateReference}, **** ${bankDebit.iban.slice(-4)}` : 'none';
}

function customerTable(books: Books): string {
  const rows = newest(Object.values(books.data.customers)).map((customer) => [
    escapeHtml(customer.customerId),
    escapeHtml(customer.customerReference),
    escapeHtml(customer.name),
    escapeHtml(customer.language),
    String(customer.timesRegistered),
  ]);
  return table(['Number', 'Reference', 'Name', 'Language', 'Asked'], rows);
}
