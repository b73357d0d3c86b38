/** One-time links to documents: made for the org, opened by a customer's browser. */
import type { Invoice, InvoiceIndex } from '../../billing/invoice-index.ts';
import type { LinkLanguage, LinkStore, LinkTarget } from '../../billing/link-store.ts';
import type { TokenStore } from '../../billing/token-store.ts';
import type { Clock } from '../../runtime/clock.ts';
import { dayIn, daysAfter, monthsBefore } from '../../runtime/days.ts';
import { describeError, IntegrationError } from '../../runtime/errors.ts';
import type { Log } from '../../runtime/log.ts';
import type { Archive, ArchivedDocument } from '../../systems/archive/client.ts';

/** How long invoices are shown, and a link lives. */
export const SHOWN_MONTHS = 36;
const LINK_MINUTES = 5;

export interface InvoiceLinkPorts {
  readonly index: Pick<InvoiceIndex, 'find'>;
  readonly tokens: Pick<TokenStore, 'tokenOf' | 'expire'>;
  readonly links: LinkStore;
  readonly archive: Archive;
  readonly clock: Clock;
  readonly log: Log;
  readonly zone: string;
}

export interface NewLink {
  readonly customerReference: string;
  readonly invoiceNumber: string;
  readonly language: LinkLanguage;
  readonly returnUrl: string;
}

export type LinkRefusal = 'INVOICE_NOT_FOUND' | 'DOCUMENT_NOT_READY' | 'DOCUMENT_EXPIRED';

/** Makes a link for an invoice of exactly this customer. An invoice of somebody else is answered like one that does not exist. */
export async function makeLink(
  ports: Pick<InvoiceLinkPorts, 'index' | 'links' | 'clock' | 'zone'>,
  wanted: NewLink,
): Promise<{ readonly key: string; readonly expiresAt: Date } | { readonly refused: LinkRefusal }> {
  const now = ports.clock.now();
  const today = dayIn(ports.zone, now);
  const invoice = await ports.index.find(wanted.invoiceNumber);
  if (invoice?.customerReference !== wanted.customerReference || !isShown(invoice, today)) {
    return { refused: 'INVOICE_NOT_FOUND' };
  }
  if (invoice.documentUntil === null) return { refused: 'DOCUMENT_NOT_READY' };
  if (invoice.documentUntil < today) return { refused: 'DOCUMENT_EXPIRED' };
  const expiresAt = new Date(now.getTime() + LINK_MINUTES * 60_000);
  const { invoiceNumber, language, returnUrl } = wanted;
  return { key: await ports.links.create({ invoiceNumber, language, returnUrl }, expiresAt), expiresAt };
}

/** Whether an invoice is recent enough to be shown. */
export function isShown(invoice: Pick<Invoice, 'issuedOn'>, today: string): boolean {
  return invoice.issuedOn >= shownSince(today);
}

/** The first day whose invoices are shown. */
export function shownSince(today: string): string {
  return monthsBefore(today, SHOWN_MONTHS);
}

/** Why there is no document: `opening` is another request that is just fetching it, `unavailable` leaves the link usable. */
export type NoDocument = 'unknown' | 'used' | 'expired' | 'opening' | 'document-expired' | 'unavailable';

export type OpenedDocument =
  | { readonly outcome: 'document'; readonly invoiceNumber: string; readonly document: ArchivedDocument }
  | { readonly outcome: NoDocument; readonly target?: LinkTarget };

/** Opens a link once. It is used up at the moment when the document's first bytes are here; until then a failure gives it back. */
export async function openLink(ports: InvoiceLinkPorts, key: string): Promise<OpenedDocument> {
  const { links, clock } = ports;
  const link = await links.open(key, clock.now());
  if (link.state === 'unknown') return { outcome: 'unknown' };
  if (link.state !== 'open') return { outcome: link.state, target: link.target };

  const { target } = link;
  let document: ArchivedDocument;
  try {
    document = await fetchDocument(ports, target.invoiceNumber);
  } catch (error) {
    await links.release(key);
    return { outcome: await explain(ports, target.invoiceNumber, error), target };
  }
  if (await links.use(key, clock.now())) {
    return { outcome: 'document', invoiceNumber: target.invoiceNumber, document };
  }
  document.content.destroy();
  return { outcome: 'used', target };
}

async function fetchDocument(ports: InvoiceLinkPorts, invoiceNumber: string): Promise<ArchivedDocument> {
  const token = await ports.tokens.tokenOf(invoiceNumber);
  if (!token) throw new IntegrationError('NO_TOKEN', `Invoice ${invoiceNumber} has no token`, { retryable: false });
  return ports.archive.open(token);
}

async function explain(ports: InvoiceLinkPorts, invoiceNumber: string, error: unknown): Promise<NoDocument> {
  if (error instanceof IntegrationError && error.code === 'ARCHIVE_DOCUMENT_EXPIRED') {
    const yesterday = daysAfter(dayIn(ports.zone, ports.clock.now()), -1);
    await ports.tokens.expire(invoiceNumber, yesterday);
    return 'document-expired';
  }
  // Also when the archive does not know the token or refuses our key: the customer can do nothing but come again, an operator must look.
  ports.log.error({ invoice: invoiceNumber, problem: describeError(error) }, 'a document could not be fetched');
  return 'unavailable';
}
