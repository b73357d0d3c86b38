/** What the org may ask (contracts/gateway/openapi.yaml). One key opens it; who may ask for which customer is decided in the org. */
import { createHash, timingSafeEqual } from 'node:crypto';
import express, { type NextFunction, type Request, type Response, type Router } from 'express';
import { z } from 'zod';
import type { BillingMonth, Invoice, InvoiceIndex, InvoicePosition, Share } from '../billing/invoice-index.ts';
import { makeLink, shownSince, type InvoiceLinkPorts, type LinkRefusal } from '../flows/invoice-links/links.ts';
import { dayIn } from '../runtime/days.ts';
import { describeError } from '../runtime/errors.ts';
import type { Metrics } from '../runtime/metrics.ts';

export interface OrgApiPorts extends Pick<InvoiceLinkPorts, 'links' | 'clock' | 'zone' | 'log'> {
  readonly index: InvoiceIndex;
  readonly apiKey: string;
  /** Where a customer's browser reaches this service. */
  readonly publicUrl: string;
  readonly metrics: Pick<Metrics, 'orgRequests' | 'invoiceLinks'>;
}

const MOST_PER_PAGE = 100;
const USUAL_PER_PAGE = 36;
const MONTHS_SHOWN = 36;

const Customer = z.object({ customerReference: z.string().min(1).max(64) });
const CustomerInvoice = Customer.extend({ number: z.string().min(1).max(64) });
const Page = z.object({
  before: z
    .string()
    .max(80)
    .regex(/^\d{4}-\d{2}-\d{2}~.+$/)
    .optional(),
  limit: z.coerce.number().int().min(1).max(MOST_PER_PAGE).default(USUAL_PER_PAGE),
});
const LinkRequest = z.object({
  language: z.enum(['de', 'en']),
  returnUrl: z.url({ protocol: /^https?$/ }).max(2000),
});

const REFUSALS: Readonly<Record<LinkRefusal, { readonly status: number; readonly message: string }>> = {
  INVOICE_NOT_FOUND: { status: 404, message: 'This customer has no such invoice' },
  DOCUMENT_NOT_READY: { status: 409, message: 'The document is not in the archive yet' },
  DOCUMENT_EXPIRED: { status: 410, message: 'The archive keeps the document no longer' },
};

/** The router below /v1. */
export function orgApi(ports: OrgApiPorts): Router {
  const router = express.Router();
  const { index, clock, zone } = ports;
  const isOurs = keyCheck(ports.apiKey);

  router.use('/v1', (request, response, next) => {
    response.set('cache-control', 'no-store');
    response.once('finish', () => {
      // Routes, not paths: a path would make one time series per customer.
      const route = (request.route as { readonly path?: string } | undefined)?.path ?? 'none';
      ports.metrics.orgRequests.inc({ route, status: response.statusCode });
    });
    if (isOurs(request.get('authorization'))) {
      next();
      return;
    }
    ports.log.warn({ from: request.ip }, 'a question without the key of the org was refused');
    response.set('www-authenticate', 'Bearer');
    problem(response, 401, 'UNAUTHORIZED', 'The key is missing or wrong');
  });

  router.get('/v1/customers/:customerReference/invoices', async (request, response) => {
    const { customerReference } = Customer.parse(request.params);
    const { before, limit } = Page.parse(request.query);
    const since = shownSince(dayIn(zone, clock.now()));
    // One more than asked tells whether there is a next page.
    const found = await index.ofCustomer(customerReference, since, before ? positionOf(before) : undefined, limit + 1);
    const page = found.slice(0, limit);
    const last = page.at(-1);
    response.json({
      invoices: page.map(invoiceView),
      nextBefore: found.length > limit && last ? `${last.issuedOn}~${last.number}` : null,
    });
  });

  router.post(
    '/v1/customers/:customerReference/invoices/:number/links',
    express.json({ limit: '16kb' }),
    async (request, response) => {
      const { customerReference, number } = CustomerInvoice.parse(request.params);
      const { language, returnUrl } = LinkRequest.parse(request.body);
      const made = await makeLink(ports, { customerReference, invoiceNumber: number, language, returnUrl });
      if ('refused' in made) {
        const { status, message } = REFUSALS[made.refused];
        ports.metrics.invoiceLinks.inc({ outcome: `refused ${made.refused}` });
        problem(response, status, made.refused, message);
        return;
      }
      ports.metrics.invoiceLinks.inc({ outcome: 'made' });
      const url = new URL(`/invoices/${made.key}`, ports.publicUrl).href;
      response.status(201).json({ url, expiresAt: made.expiresAt.toISOString() });
    },
  );

  router.get('/v1/billing/months', async (_request, response) => {
    response.json({ months: (await index.months(MONTHS_SHOWN)).map(monthView) });
  });

  router.use('/v1', (_request, response) => problem(response, 404, 'NOT_FOUND', 'There is nothing here'));

  router.use('/v1', (error: unknown, request: Request, response: Response, next: NextFunction) => {
    if (response.headersSent) {
      next(error);
      return;
    }
    if (error instanceof z.ZodError || isClientError(error)) {
      problem(response, 422, 'INVALID_REQUEST', error instanceof z.ZodError ? z.prettifyError(error) : error.message);
      return;
    }
    ports.log.error({ path: request.path, problem: describeError(error) }, 'a question of the org failed');
    problem(response, 503, 'UNAVAILABLE', 'Please ask again later');
  });
  return router;
}

/** Compares hashes, so that neither length nor first difference of a wrong key shows in the time. */
function keyCheck(apiKey: string): (header: string | undefined) => boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  const expected = digest(`Bearer ${apiKey}`);
  return (header) => timingSafeEqual(digest(header ?? ''), expected);
}

function problem(response: Response, status: number, code: string, message: string): void {
  response.status(status).json({ code, message });
}

/** A body that is no JSON or too large, by express's parser. */
function isClientError(error: unknown): error is Error {
  return (
    error instanceof Error &&
    'status' in error &&
    typeof error.status === 'number' &&
    error.status >= 400 &&
    error.status < 500
  );
}

function positionOf(before: string): InvoicePosition {
  return { issuedOn: z.iso.date().parse(before.slice(0, 10)), number: before.slice(11) };
}

function invoiceView(invoice: Invoice) {
  return {
    number: invoice.number,
    contractReference: invoice.contractReference,
    issuedOn: invoice.issuedOn,
    dueOn: invoice.dueOn,
    periodFrom: invoice.periodFrom,
    periodTo: invoice.periodTo,
    amount: invoice.amountMinor / 100,
    currency: invoice.currency,
    status: invoice.status,
    reasonCode: invoice.reasonCode,
    documentReady: invoice.documentUntil !== null,
  };
}

function monthView(month: BillingMonth) {
  const share = ({ invoices, amountMinor }: Share) => ({ invoices, amount: amountMinor / 100 });
  return {
    month: month.month,
    manifestId: month.manifestId,
    state: month.state,
    problem: month.problem,
    createdAt: month.createdAt,
    readAt: month.completedAt,
    rows: month.invoices,
    rowsRead: month.invoicesRead,
    tokens: month.tokens,
    total: month.totalMinor / 100,
    currency: month.currency,
    collected: share(month.shares.PAID),
    failed: share(month.shares.FAILED),
    inCollection: share(month.shares.IN_COLLECTION),
    open: share(month.shares.OPEN),
  };
}
