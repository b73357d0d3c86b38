/** The mail that tells a customer that a debit failed: what, why, and what to do. Never more of the account than its last four characters. */
import type { Mail } from '../../systems/mail/mailer.ts';
import { failureReasonOf } from './reasons.ts';
import { TEXTS, type MailLanguage } from './texts.ts';

export interface FailedPayment {
  /** Stable: the same failure gives the same Message-ID. */
  readonly paymentKey: string;
  readonly to: string;
  readonly customerName: string;
  readonly invoiceNumber: string;
  readonly amountMinor: number;
  readonly currency: string;
  readonly outcome: 'REJECTED' | 'RETURNED';
  readonly reasonCode: string | null;
  readonly ibanLast4: string | null;
}

export interface MailSettings {
  readonly supplierName: string;
  /** The customer portal's page of invoices. */
  readonly portalUrl: string;
}

/** Plain text and the same words as HTML. */
export function failureMail(payment: FailedPayment, language: MailLanguage, settings: MailSettings): Mail {
  const texts = TEXTS[language];
  const reason = texts.reasons[failureReasonOf(payment.reasonCode)];
  const amount = new Intl.NumberFormat(language, { style: 'currency', currency: payment.currency }).format(
    payment.amountMinor / 100,
  );
  const paragraphs = [
    texts.greeting(payment.customerName),
    texts.happened[payment.outcome]({ invoiceNumber: payment.invoiceNumber, amount, account: payment.ibanLast4 }),
    `${texts.why} ${reason.why}`,
    `${texts.whatToDo} ${reason.whatToDo}`,
    texts.notAgain,
  ];
  const closing = [texts.closing, settings.supplierName];
  return {
    key: `payment-failed:${payment.paymentKey}`,
    to: payment.to,
    subject: texts.subject(payment.invoiceNumber),
    language,
    text: [...paragraphs, `${texts.portal} ${settings.portalUrl}`, closing.join('\n'), ''].join('\n\n'),
    html: [
      `<!doctype html><html lang="${language}"><body>`,
      ...paragraphs.map((paragraph) => `<p>${escapeHtml(paragraph)}</p>`),
      `<p>${escapeHtml(texts.portal)} <a href="${escapeHtml(settings.portalUrl)}">${escapeHtml(settings.portalUrl)}</a></p>`,
      `<p>${closing.map(escapeHtml).join('<br>')}</p>`,
      '</body></html>',
    ].join('\n'),
  };
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
