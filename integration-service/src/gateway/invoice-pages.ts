/** The address a customer's browser opens: the document, once, or a small page that says why not and leads back. Neither key nor token is ever logged. */
import { createHash } from 'node:crypto';
import { pipeline } from 'node:stream/promises';
import express, { type Request, type Response, type Router } from 'express';
import type { LinkLanguage } from '../billing/link-store.ts';
import { openLink, type InvoiceLinkPorts, type NoDocument, type OpenedDocument } from '../flows/invoice-links/links.ts';
import { describeError } from '../runtime/errors.ts';
import type { Metrics } from '../runtime/metrics.ts';

export interface InvoicePagePorts extends InvoiceLinkPorts {
  readonly metrics: Pick<Metrics, 'invoiceLinks'>;
  /** Where a page about an unknown link leads. */
  readonly portalUrl: string | undefined;
}

/** The router of /invoices/{key}. */
export function invoicePages(ports: InvoicePagePorts): Router {
  const router = express.Router();
  // Express would answer HEAD by running GET, and a curious program would use the link up.
  router.head('/invoices/:key', (_request, response) => void response.status(405).set('allow', 'GET').end());
  router.get('/invoices/:key', async (request, response) => {
    response.set({ 'cache-control': 'no-store', 'referrer-policy': 'no-referrer', 'x-robots-tag': 'noindex' });
    const opened = await open(ports, request.params.key);
    ports.metrics.invoiceLinks.inc({ outcome: opened.outcome });
    if (opened.outcome === 'document') await sendDocument(ports, response, opened);
    else sendPage(request, response, opened, ports.portalUrl);
  });
  return router;
}

async function open(ports: InvoicePagePorts, key: string): Promise<OpenedDocument> {
  try {
    return await openLink(ports, key);
  } catch (error) {
    ports.log.error({ problem: describeError(error) }, 'a link could not be opened');
    return { outcome: 'unavailable' };
  }
}

async function sendDocument(
  ports: InvoicePagePorts,
  response: Response,
  { invoiceNumber, document }: Extract<OpenedDocument, { outcome: 'document' }>,
): Promise<void> {
  response.status(200).type('application/pdf');
  response.set({
    'content-disposition': `inline; filename="${invoiceNumber.replace(/[^A-Za-z0-9._-]/g, '_')}.pdf"`,
    // A PDF loads nothing; browsers' viewers do not start under a policy that forbids objects.
    'content-security-policy': "frame-ancestors 'none'",
  });
  if (document.length !== undefined) response.set('content-length', String(document.length));
  try {
    await pipeline(document.content, response);
  } catch (error) {
    // The browser sees that bytes are missing. The link is used; the portal makes a new one.
    ports.log.warn({ invoice: invoiceNumber, problem: describeError(error) }, 'a document was not sent to its end');
    response.destroy();
  }
}

const STATUS: Readonly<Record<NoDocument, number>> = {
  unknown: 404,
  used: 410,
  expired: 410,
  opening: 409,
  'document-expired': 410,
  unavailable: 503,
};

interface Texts {
  readonly title: string;
  readonly back: string;
  readonly reasons: Readonly<Record<NoDocument, string>>;
}

const TEXTS: Readonly<Record<LinkLanguage, Texts>> = {
  en: {
    title: 'Your bill cannot be shown',
    back: 'Back to the customer portal',
    reasons: {
      unknown: 'This link is not valid or too old. Please open your bill again in the customer portal.',
      used: 'This link has been used already; each link works once. Please open your bill again in the customer portal.',
      expired:
        'This link has expired; it is valid for five minutes. Please open your bill again in the customer portal.',
      opening: 'Your bill is just being opened. If it does not appear, please load this page again in a minute.',
      'document-expired':
        'This bill is no longer kept in our archive. If you need it, please contact our customer service.',
      unavailable: 'Our archive does not answer at the moment. Please load this page again in a minute or two.',
    },
  },
  de: {
    title: 'Ihre Rechnung kann nicht angezeigt werden',
    back: 'Zurück zum Kundenportal',
    reasons: {
      unknown: 'Dieser Link ist ungültig oder zu alt. Bitte öffnen Sie Ihre Rechnung im Kundenportal noch einmal.',
      used: 'Dieser Link wurde schon benutzt; jeder Link gilt nur einmal. Bitte öffnen Sie Ihre Rechnung im Kundenportal noch einmal.',
      expired:
        'Dieser Link ist abgelaufen; er gilt fünf Minuten. Bitte öffnen Sie Ihre Rechnung im Kundenportal noch einmal.',
      opening:
        'Ihre Rechnung wird gerade geöffnet. Erscheint sie nicht, laden Sie diese Seite bitte in einer Minute neu.',
      'document-expired':
        'Diese Rechnung ist nicht mehr in unserem Archiv. Wenn Sie sie brauchen, wenden Sie sich bitte an unseren Kundenservice.',
      unavailable: 'Unser Archiv antwortet gerade nicht. Bitte laden Sie diese Seite in ein bis zwei Minuten neu.',
    },
  },
};

const STYLE =
  'body{font:1.125rem/1.5 system-ui,sans-serif;color:#1b1b1b;background:#f6f6f4;margin:0}' +
  'main{max-width:34rem;margin:15vh auto 0;padding:1.5rem}h1{font-size:1.5rem;line-height:1.25}a{color:#0b5cab}';
const POLICY =
  `default-src 'none'; style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'; ` +
  "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

function sendPage(
  request: Request,
  response: Response,
  { outcome, target }: Exclude<OpenedDocument, { outcome: 'document' }>,
  portalUrl: string | undefined,
): void {
  const language = target?.language ?? (request.acceptsLanguages('en', 'de') === 'de' ? 'de' : 'en');
  const texts = TEXTS[language];
  const returnUrl = target?.returnUrl ?? portalUrl;
  const back = returnUrl ? `<p><a href="${escapeHtml(returnUrl)}">${texts.back}</a></p>` : '';
  response
    .status(STATUS[outcome])
    .set('content-security-policy', POLICY)
    .set('content-language', language)
    .type('html')
    .send(
      `<!doctype html><html lang="${language}"><head><meta charset="utf-8"><title>${texts.title}</title>` +
        `<meta name="viewport" content="width=device-width, initial-scale=1"><style>${STYLE}</style></head>` +
        `<body><main><h1>${texts.title}</h1><p>${texts.reasons[outcome]}</p>${back}</main></body></html>`,
    );
}

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ESCAPES[character] ?? character);
}
