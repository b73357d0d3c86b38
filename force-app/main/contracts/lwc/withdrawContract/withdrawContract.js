import { LightningElement, api, wire } from 'lwc';
import termsOf from '@salesforce/apex/WithdrawalController.terms';
import withdraw from '@salesforce/apex/WithdrawalController.withdraw';
import { messageFor } from 'c/errors';
import { QuickActionMixin } from 'c/quickAction';
import { dayInWords, fill } from 'c/words';
import titleLabel from '@salesforce/label/c.Withdraw_Title';
import explanationLabel from '@salesforce/label/c.Withdraw_Explanation';
import receivedOnLabel from '@salesforce/label/c.Withdraw_Received_On';
import confirmLabel from '@salesforce/label/c.Withdraw_Confirm';
import cancelLabel from '@salesforce/label/c.Withdraw_Cancel';
import untilLabel from '@salesforce/label/c.Step_Withdrawal_Until';
import doneLabel from '@salesforce/label/c.Withdraw_Done';
import failedLabel from '@salesforce/label/c.Withdraw_Failed';

/** Records a household's withdrawal from the contract on screen. */
export default class WithdrawContract extends QuickActionMixin(LightningElement) {
  @api recordId;

  labels = { titleLabel, explanationLabel, receivedOnLabel, confirmLabel, cancelLabel };
  /** signedOn, today, until: days of the contract's country, by the server's clock. */
  terms;
  receivedOn;

  @wire(termsOf, { contractId: '$recordId' })
  receive({ data, error }) {
    if (data) {
      this.terms = data;
      this.receivedOn = this.receivedOn ?? data.today;
    } else if (error) {
      this.problem = messageFor(error, failedLabel);
    }
  }

  get isWaiting() {
    return this.isBusy || !this.terms;
  }

  get deadline() {
    return this.terms?.until ? fill(untilLabel, dayInWords(this.terms.until)) : undefined;
  }

  handleDay(event) {
    this.receivedOn = event.detail.value;
  }

  async handleConfirm() {
    if (this.isWaiting || !this.refs.day.reportValidity()) {
      return;
    }
    await this.attempt(async () => {
      await withdraw({ contractId: this.recordId, receivedOn: this.receivedOn });
      await this.conclude(this.recordId, doneLabel);
    }, failedLabel);
  }
}
