import { LightningElement, api } from 'lwc';
import { CloseActionScreenEvent } from 'lightning/actions';
import { ShowToastEvent } from 'lightning/platformShowToastEvent';
import { notifyRecordUpdateAvailable } from 'lightning/uiRecordApi';
import withdraw from '@salesforce/apex/WithdrawalController.withdraw';
import { messageFor } from 'c/errors';
import { today } from 'c/words';
import titleLabel from '@salesforce/label/c.Withdraw_Title';
import explanationLabel from '@salesforce/label/c.Withdraw_Explanation';
import receivedOnLabel from '@salesforce/label/c.Withdraw_Received_On';
import confirmLabel from '@salesforce/label/c.Withdraw_Confirm';
import cancelLabel from '@salesforce/label/c.Withdraw_Cancel';
import doneLabel from '@salesforce/label/c.Withdraw_Done';
import failedLabel from '@salesforce/label/c.Withdraw_Failed';

/** Records a household's withdrawal from the contract on screen. */
export default class WithdrawContract extends LightningElement {
  @api recordId;

  labels = { titleLabel, explanationLabel, receivedOnLabel, confirmLabel, cancelLabel };
  receivedOn = today();
  latest = today();
  problem;
  isBusy = false;

  handleDay(event) {
    this.receivedOn = event.detail.value;
  }

  handleCancel() {
    this.dispatchEvent(new CloseActionScreenEvent());
  }

  async handleConfirm() {
    const day = this.refs.day;
    if (this.isBusy || !day.reportValidity()) {
      return;
    }
    this.isBusy = true;
    this.problem = undefined;
    try {
      await withdraw({ contractId: this.recordId, receivedOn: this.receivedOn });
      await notifyRecordUpdateAvailable([{ recordId: this.recordId }]);
      this.dispatchEvent(new ShowToastEvent({ title: doneLabel, variant: 'success' }));
      this.dispatchEvent(new CloseActionScreenEvent());
    } catch (error) {
      this.problem = messageFor(error, failedLabel);
    } finally {
      this.isBusy = false;
    }
  }
}
