/** The ERP's other end (contracts/erp): real SOAP services for customers and billing, monthly billing over HTTP, and a page to look at it all. */
import { fileURLToPath } from 'node:url';
import express, { type Express } from 'express';
import { createFaults, mountFaults } from '../support/faults.ts';
import { serve, type Simulator } from '../support/server.ts';
import { mountSoapService } from '../support/soap.ts';
import { billMonth, type BillingResult } from './billing-run.ts';
import { billingService, createAmountsDue } from './billing-service.ts';
import { openBooks } from './books.ts';
import { customerService } from './customer-service.ts';
import { createDispatch } from './dispatch.ts';
import { mountPages } from './pages.ts';
import { openQuantities } from './quantities.ts';

export interface ErpSimulatorOptions {
  readonly port: number;
  readonly stateFile?: string;
  /** The print vendor's SOAP endpoint; a function when it is known only later. Without it manifests wait. */
  readonly printVendorUrl?: string | (() => string | undefined);
  /** Half-hourly readings (lcl_block_*.csv); without it they are generated. */
  readonly smartMeterFile?: string;
  /** The business clock. */
  readonly now?: () => Date;
}

const CUSTOMER_PATH = '/erp/customer';
const BILLING_PATH = '/erp/billing';

export interface ErpSimulator extends Simulator {
  /** The endpoint of the customer service. */
  readonly url: string;
  readonly billingUrl: string;
}

/** Starts the ERP. Manifests that the print vendor has not taken yet are sent again. */
export async function startErp(options: ErpSimulatorOptions): Promise<ErpSimulator> {
  const now = options.now ?? (() => new Date());
  const books = openBooks(options.stateFile);
  const quantities = openQuantities(options.smartMeterFile);
  const dues = createAmountsDue(books);
  const { printVendorUrl } = options;
  const dispatch = createDispatch(books, typeof printVendorUrl === 'function' ? printVendorUrl : () => printVendorUrl);

  const app = express();
  const faults = createFaults();
  mountFaults(app, faults);
  mountPages(app, { books, dues, now, dispatchProblem: () => dispatch.problem() });
  mountBilling(app, (month) => {
    const result = billMonth(books, quantities, month, now());
    dispatch.start();
    return result;
  });
  app.use('/erp', faults.middleware);
  mountSoapService(app, {
    path: CUSTOMER_PATH,
    wsdlFile: contract('erp.wsdl'),
    service: 'CustomerService',
    port: 'CustomerPort',
    operations: customerService(books),
  });
  mountSoapService(app, {
    path: BILLING_PATH,
    wsdlFile: contract('billing.wsdl'),
    service: 'BillingService',
    port: 'BillingPort',
    operations: billingService(books, dues),
  });
  const simulator = await serve(app, options.port, () => dispatch.stop());
  dispatch.start();
  return { ...simulator, url: simulator.url + CUSTOMER_PATH, billingUrl: simulator.url + BILLING_PATH };
}

function contract(file: string): string {
  return fileURLToPath(new URL(`../../contracts/erp/${file}`, import.meta.url));
}

const MONTH = /^\d{4}-(0[1-9]|1[0-2])$/;

/** `POST /billing/months/2026-12` for programs; `POST /billing/months` is the page's button. */
function mountBilling(app: Express, bill: (month: string) => BillingResult): void {
  app.post('/billing/months/:month', (request, response) => {
    const { month } = request.params;
    if (!MONTH.test(month)) {
      response.status(422).json({ code: 'MALFORMED', message: 'A month is YYYY-MM' });
      return;
    }
    const result = bill(month);
    switch (result.kind) {
      case 'billed': {
        const { manifestId, invoiceNumbers, totalMinor, currency, skipped } = result.manifest;
        response.json({ manifestId, rows: invoiceNumbers.length, total: totalMinor / 100, currency, skipped });
        return;
      }
      case 'nothing-to-bill':
        response.json({ manifestId: null, rows: 0, total: 0, currency: 'EUR', skipped: result.skipped });
        return;
      case 'month-not-over':
        response.status(409).json({ code: 'MONTH_NOT_OVER', message: result.message });
    }
  });
  app.post('/billing/months', express.urlencoded({ extended: false }), (request, response) => {
    const form = request.body as { readonly month?: unknown } | undefined;
    const month = typeof form?.month === 'string' ? form.month : '';
    const note = MONTH.test(month) ? noteOf(month, bill(month)) : 'A month is written YYYY-MM.';
    response.redirect(303, `/?note=${encodeURIComponent(note)}`);
  });
}

function noteOf(month: string, result: BillingResult): string {
  switch (result.kind) {
    case 'billed':
      return `${month}${result.known ? ' was billed already' : ' is billed'}: ${result.manifest.invoiceNumbers.length} invoices.`;
    case 'nothing-to-bill':
      return `${month} has nothing to bill: no supply is confirmed for it.`;
    case 'month-not-over':
      return result.message;
  }
}
