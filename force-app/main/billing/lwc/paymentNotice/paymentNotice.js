import { LightningElement, wire } from 'lwc';
import getInvoices from '@salesforce/apex/InvoiceController.getInvoices';
import { isAboutMoney, reasonInWords } from 'c/paymentReasons';
import { fill, money } from 'c/words';
import titleLabel from '@salesforce/label/c.Payment_Notice_Title';
import lineLabel from '@salesforce/label/c.Payment_Notice_Line';
import whatLabel from '@salesforce/label/c.Payment_Notice_What';
import fundsLabel from '@salesforce/label/c.Payment_Notice_Funds';
import accountLabel from '@salesforce/label/c.Payment_Notice_Account';
import contactLabel from '@salesforce/label/c.Payment_Notice_Contact';
import noRetryLabel from '@salesforce/label/c.Payment_Notice_No_Retry';
import emailLabel from '@salesforce/label/c.Customer_Contact_Email';

/** Tells a portal visitor that payments failed, why, and what to do. Nothing is shown while every payment is well. */
export default class PaymentNotice extends LightningElement {
  labels = { titleLabel, whatLabel, noRetryLabel };
  failed = [];

  // A failure to load says the list of invoices itself; a second message would add nothing.
  @wire(getInvoices, { accountId: null })
  receive({ data }) {
    if (data) {
      this.failed = data.filter(({ status }) => status === 'FAILED');
    }
  }

  get isShown() {
    return this.failed.length > 0;
  }

  get lines() {
    return this.failed.map(({ invoiceNumber, amount, currencyCode, reasonCode }) => ({
      key: invoiceNumber,
      text: fill(lineLabel, invoiceNumber, money(amount, currencyCode), reasonInWords(reasonCode))
    }));
  }

  get steps() {
    const codes = this.failed.map(({ reasonCode }) => reasonCode);
    return [
      codes.some((code) => isAboutMoney(code)) && fundsLabel,
      codes.some((code) => !isAboutMoney(code)) && accountLabel
    ].filter(Boolean);
  }

  /** The sentence around the address, which is a link. */
  get contact() {
    const [before, after] = contactLabel.split('{0}');
    return { before, after, email: emailLabel, url: `mailto:${emailLabel}` };
  }
}
