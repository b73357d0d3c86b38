import { LightningElement } from 'lwc';
import LOCALE from '@salesforce/i18n/locale';
import TIME_ZONE from '@salesforce/i18n/timeZone';
import getMonths from '@salesforce/apex/BillingMonthsController.getMonths';
import { messageFor } from 'c/errors';
import { fill, money, monthInWords } from 'c/words';
import titleLabel from '@salesforce/label/c.Billing_Months_Title';
import asOfLabel from '@salesforce/label/c.Billing_Months_As_Of';
import failedToLoadLabel from '@salesforce/label/c.Billing_Months_Load_Failed';
import emptyLabel from '@salesforce/label/c.Billing_Months_Empty';
import emptyHintLabel from '@salesforce/label/c.Billing_Months_Empty_Hint';
import monthLabel from '@salesforce/label/c.Billing_Months_Month';
import manifestLabel from '@salesforce/label/c.Billing_Months_Manifest';
import manifestDateLabel from '@salesforce/label/c.Billing_Months_Manifest_Date';
import invoicesLabel from '@salesforce/label/c.Billing_Months_Invoices';
import totalLabel from '@salesforce/label/c.Billing_Months_Total';
import documentsLabel from '@salesforce/label/c.Billing_Months_Documents';
import collectedLabel from '@salesforce/label/c.Billing_Months_Collected';
import failedLabel from '@salesforce/label/c.Billing_Months_Failed';
import statusLabel from '@salesforce/label/c.Billing_Months_Status';
import ofLabel from '@salesforce/label/c.Billing_Months_Of';
import countLabel from '@salesforce/label/c.Billing_Months_Count';
import inCollectionLabel from '@salesforce/label/c.Billing_Months_In_Collection';
import openLabel from '@salesforce/label/c.Billing_Months_Open';
import readSoFarLabel from '@salesforce/label/c.Billing_Months_Read_So_Far';
import completeStatus from '@salesforce/label/c.Billing_Months_Complete';
import readingStatus from '@salesforce/label/c.Billing_Months_Reading';
import problemStatus from '@salesforce/label/c.Billing_Months_Problem';
import documentsMissingStatus from '@salesforce/label/c.Billing_Months_Documents_Missing';

const count = (number) => new Intl.NumberFormat(LOCALE).format(number);
const moment = (instant, style) =>
  new Intl.DateTimeFormat(LOCALE, { ...style, timeZone: TIME_ZONE }).format(new Date(instant));

const UNKNOWN = '–';
/** Documents are counted when all invoices are read. */
const isRead = ({ state }) => state === 'COMPLETE';

/** What a month's state means for the person who looks. */
function statusOf({ state, invoices, documents }) {
  if (state === 'PROBLEM') {
    return { words: problemStatus, look: 'bad' };
  }
  if (state === 'READING') {
    return { words: readingStatus, look: 'plain' };
  }
  if (state !== 'COMPLETE') {
    return { words: state, look: 'plain' };
  }
  return documents < invoices
    ? { words: documentsMissingStatus, look: 'waiting' }
    : { words: completeStatus, look: 'good' };
}

/** The billed months, newest first, each from the manifest to the money. */
export default class BillingMonths extends LightningElement {
  labels = {
    titleLabel,
    emptyLabel,
    emptyHintLabel,
    monthLabel,
    manifestLabel,
    invoicesLabel,
    totalLabel,
    documentsLabel,
    collectedLabel,
    failedLabel,
    statusLabel
  };
  months;
  problem;
  isLoading = false;
  asOf = '';

  connectedCallback() {
    this.load();
  }

  get isWaiting() {
    return this.isLoading && !this.months;
  }

  get isRefreshable() {
    return Boolean(this.months);
  }

  get isEmpty() {
    return !this.problem && this.months?.length === 0;
  }

  get hasRows() {
    return this.months?.length > 0;
  }

  get rows() {
    return this.months.map((month) => {
      const { words, look } = statusOf(month);
      return {
        manifestId: month.manifestId,
        month: monthInWords(month.firstDay),
        madeAt:
          month.createdAt &&
          fill(manifestDateLabel, moment(month.createdAt, { dateStyle: 'medium', timeStyle: 'short' })),
        invoices: count(month.invoices),
        total: money(month.total, month.currencyCode),
        documents: isRead(month) ? fill(ofLabel, count(month.documents), count(month.invoices)) : UNKNOWN,
        documentsClass:
          isRead(month) && month.documents < month.invoices ? 'labelled number incomplete' : 'labelled number',
        collected: this.share(month.collected, month),
        failed: this.share(month.failed, month),
        failedClass: month.failed.invoices > 0 ? 'labelled number failed' : 'labelled number',
        words,
        statusClass: `status status_${look}`,
        problem: month.problem,
        hints: this.hintsOf(month)
      };
    });
  }

  share({ amount, invoices }, { currencyCode }) {
    return { sum: money(amount, currencyCode), invoices: fill(countLabel, count(invoices)) };
  }

  /** What is under way: reading, and money that has not come yet. */
  hintsOf(month) {
    const { invoices, invoicesRead, currencyCode } = month;
    const hints = [];
    if (!isRead(month)) {
      hints.push(fill(readSoFarLabel, count(invoicesRead), count(invoices)));
    }
    for (const [label, { invoices: number, amount }] of [
      [inCollectionLabel, month.inCollection],
      [openLabel, month.open]
    ]) {
      if (number > 0) {
        hints.push(fill(label, count(number), money(amount, currencyCode)));
      }
    }
    return hints;
  }

  async handleRefresh() {
    await this.load();
  }

  async load() {
    if (this.isLoading) {
      return;
    }
    this.isLoading = true;
    this.problem = undefined;
    try {
      this.months = await getMonths();
      this.asOf = fill(asOfLabel, moment(Date.now(), { timeStyle: 'short' }));
    } catch (error) {
      this.problem = messageFor(error, failedToLoadLabel);
    } finally {
      this.isLoading = false;
    }
  }
}
