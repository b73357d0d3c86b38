import { LightningElement, api, wire } from 'lwc';
import { refreshApex } from '@salesforce/apex';
import getInvoices from '@salesforce/apex/InvoiceController.getInvoices';
import openInvoice from '@salesforce/apex/InvoiceController.openInvoice';
import { messageFor } from 'c/errors';
import { reasonInWords } from 'c/paymentReasons';
import { dayAsEntered, fill, money, periodAsEntered } from 'c/words';
import { firstOldestYear, shownFrom, yearBefore } from './years';
import titleLabel from '@salesforce/label/c.Invoice_Title';
import failedLabel from '@salesforce/label/c.Invoice_Load_Failed';
import emptyLabel from '@salesforce/label/c.Invoice_Empty';
import emptyHintLabel from '@salesforce/label/c.Invoice_Empty_Hint';
import numberLabel from '@salesforce/label/c.Invoice_Number';
import periodLabel from '@salesforce/label/c.Invoice_Period';
import dueLabel from '@salesforce/label/c.Invoice_Due';
import amountLabel from '@salesforce/label/c.Invoice_Amount';
import statusLabel from '@salesforce/label/c.Invoice_Status';
import documentLabel from '@salesforce/label/c.Invoice_Document';
import openLabel from '@salesforce/label/c.Invoice_Open';
import openNamedLabel from '@salesforce/label/c.Invoice_Open_Named';
import openingLabel from '@salesforce/label/c.Invoice_Opening';
import openFailedLabel from '@salesforce/label/c.Invoice_Open_Failed';
import blockedLabel from '@salesforce/label/c.Invoice_Blocked';
import blockedLinkLabel from '@salesforce/label/c.Invoice_Blocked_Link';
import preparingLabel from '@salesforce/label/c.Invoice_Preparing';
import moreLabel from '@salesforce/label/c.Invoice_More';
import shownLabel from '@salesforce/label/c.Invoice_Shown';
import statusOpen from '@salesforce/label/c.Invoice_Status_Open';
import statusInCollection from '@salesforce/label/c.Invoice_Status_In_Collection';
import statusPaid from '@salesforce/label/c.Invoice_Status_Paid';
import statusFailed from '@salesforce/label/c.Invoice_Status_Failed';

/** Colours of the states; the others are plain. */
const LOOKS = { PAID: 'good', FAILED: 'bad' };
const STATUSES = { OPEN: statusOpen, IN_COLLECTION: statusInCollection, PAID: statusPaid, FAILED: statusFailed };

/** The invoices of a customer, newest first, each with its document in a new tab. */
export default class InvoiceList extends LightningElement {
  /** A customer or property; empty in the customer portal, which shows the visitor's own. */
  @api recordId;
  /** For pages whose own heading says it already. */
  @api hideTitle = false;

  labels = {
    titleLabel,
    emptyLabel,
    emptyHintLabel,
    numberLabel,
    periodLabel,
    dueLabel,
    amountLabel,
    statusLabel,
    documentLabel,
    preparingLabel,
    blockedLabel
  };
  invoices;
  problem;
  oldestYear;
  /** What became of opening documents, by invoice number: {isOpening} | {problem} | {url}. */
  openings = {};
  received;

  get wantedId() {
    // Undefined would mean "not known yet" and hold the request back.
    return this.recordId ?? null;
  }

  @wire(getInvoices, { accountId: '$wantedId' })
  receive(received) {
    this.received = received;
    const { data, error } = received;
    if (data) {
      this.invoices = data;
      this.problem = undefined;
      this.oldestYear ??= firstOldestYear(data);
    } else if (error) {
      this.problem = messageFor(error, failedLabel);
    }
  }

  get shownTitle() {
    return this.hideTitle ? undefined : titleLabel;
  }

  get frameClass() {
    return this.recordId ? 'frame' : undefined;
  }

  get isLoading() {
    return !this.invoices && !this.problem;
  }

  get isEmpty() {
    return !this.problem && this.invoices?.length === 0;
  }

  get hasRows() {
    return this.invoices?.length > 0;
  }

  get rows() {
    return shownFrom(this.invoices, this.oldestYear).map((invoice) => {
      const { invoiceNumber, periodFrom, periodTo, dueOn, amount, currencyCode, status, reasonCode } = invoice;
      const opening = this.openings[invoiceNumber] ?? {};
      return {
        ...invoice,
        period: periodAsEntered(periodFrom, periodTo),
        due: dayAsEntered(dueOn),
        sum: money(amount, currencyCode),
        statusWords: STATUSES[status] ?? status,
        statusClass: `status status_${LOOKS[status] ?? 'plain'}`,
        reason: status === 'FAILED' ? reasonInWords(reasonCode) : undefined,
        buttonWords: opening.isOpening ? openingLabel : openLabel,
        buttonName: fill(openNamedLabel, invoiceNumber),
        isOpening: opening.isOpening ? 'true' : undefined,
        problem: opening.problem,
        url: opening.url,
        linkWords: fill(blockedLinkLabel, invoiceNumber)
      };
    });
  }

  get more() {
    const year = yearBefore(this.invoices, this.oldestYear);
    return year && { year, label: fill(moreLabel, year) };
  }

  get shownInWords() {
    if (!this.hasRows) {
      return '';
    }
    const shown = this.rows.length;
    return shown < this.invoices.length ? fill(shownLabel, shown, this.invoices.length) : '';
  }

  async handleMore() {
    const before = this.rows.length;
    this.oldestYear = this.more.year;
    await Promise.resolve();
    // The button moved down or is gone; reading goes on where the new invoices begin.
    this.template.querySelectorAll('tbody th')[before]?.focus();
  }

  async handleRefresh() {
    this.problem = undefined;
    await refreshApex(this.received);
  }

  /** Asks for a link that works once and opens it. */
  async handleOpen(event) {
    const { number } = event.currentTarget.dataset;
    if (this.openings[number]?.isOpening) {
      return;
    }
    // Browsers allow a new tab only at once upon the click; its address follows.
    const tab = window.open('', '_blank');
    this.note(number, { isOpening: true });
    try {
      const url = await openInvoice({ invoiceNumber: number, accountId: this.wantedId });
      this.note(number, show(tab, url) ? {} : { url });
    } catch (error) {
      tab?.close();
      this.note(number, { problem: messageFor(error, openFailedLabel) });
    }
  }

  note(number, opening) {
    this.openings = { ...this.openings, [number]: opening };
  }
}

/** Leads an opened tab to an address; false when the browser opened none or keeps it out of reach. */
function show(tab, url) {
  if (!tab || tab.closed) {
    return false;
  }
  try {
    tab.opener = null;
    tab.location.href = url;
    return true;
  } catch (cause) {
    console.warn('The new tab cannot be led to the document; a link is shown instead.', cause);
    tab.close();
    return false;
  }
}
