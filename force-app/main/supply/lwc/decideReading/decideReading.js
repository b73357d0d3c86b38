import { LightningElement, api, wire } from 'lwc';
import { CloseActionScreenEvent } from 'lightning/actions';
import { ShowToastEvent } from 'lightning/platformShowToastEvent';
import { notifyRecordUpdateAvailable } from 'lightning/uiRecordApi';
import getReading from '@salesforce/apex/ReadingDecisionController.getReading';
import decide from '@salesforce/apex/ReadingDecisionController.decide';
import correct from '@salesforce/apex/ReadingDecisionController.correct';
import { messageFor } from 'c/errors';
import { fill } from 'c/words';
import titleLabel from '@salesforce/label/c.Reading_Decide_Title';
import whatLabel from '@salesforce/label/c.Reading_Decide_What';
import acceptLabel from '@salesforce/label/c.Reading_Decide_Accept';
import rejectLabel from '@salesforce/label/c.Reading_Decide_Reject';
import correctLabel from '@salesforce/label/c.Reading_Decide_Correct';
import reasonLabel from '@salesforce/label/c.Reading_Decide_Reason';
import reasonCodeLabel from '@salesforce/label/c.Reading_Reason_Code_Missing';
import rightValueLabel from '@salesforce/label/c.Reading_Decide_Right_Value';
import saveLabel from '@salesforce/label/c.Reading_Decide_Save';
import cancelLabel from '@salesforce/label/c.Withdraw_Cancel';
import doneLabel from '@salesforce/label/c.Reading_Decide_Done';
import failedLabel from '@salesforce/label/c.Reading_Decide_Failed';
import rightMissingLabel from '@salesforce/label/c.Reading_Decision_Right';
import replacedLabel from '@salesforce/label/c.Reading_Replaced_Stays';

const ACCEPT = 'Accepted';
const REJECT = 'Rejected';
const CORRECT = 'Correct';

/** Accepts, rejects or corrects the reading on screen against the rules. A reason is always asked for. */
export default class DecideReading extends LightningElement {
  @api recordId;

  labels = { titleLabel, whatLabel, reasonLabel, reasonCodeLabel, saveLabel, cancelLabel };
  reading;
  what;
  reasonCode;
  reason;
  value;
  problem;
  isBusy = false;

  @wire(getReading, { readingId: '$recordId' })
  receive({ data, error }) {
    if (data) {
      this.reading = data;
      this.reasonCode = data.reasonCode;
      this.what = this.choices[0]?.value;
      this.problem = this.refusal;
    } else if (error) {
      this.problem = messageFor(error, failedLabel);
    }
  }

  /** Why nothing can be decided about this reading; undefined when something can. */
  get refusal() {
    if (!this.reading.isPermitted) {
      return rightMissingLabel;
    }
    return this.reading.status === 'Replaced' ? replacedLabel : undefined;
  }

  get isOpen() {
    return Boolean(this.reading) && !this.refusal;
  }

  get isShut() {
    return this.isBusy || !this.isOpen;
  }

  /** What may still be decided: a status is not decided for twice. */
  get choices() {
    return [
      { value: ACCEPT, label: acceptLabel },
      { value: CORRECT, label: correctLabel },
      { value: REJECT, label: rejectLabel }
    ].filter(({ value }) => value !== this.reading.status);
  }

  get isCorrecting() {
    return this.what === CORRECT;
  }

  get isRejecting() {
    return this.what === REJECT;
  }

  get rightValueWords() {
    return fill(rightValueLabel, this.reading.unit === 'm3' ? 'm³' : this.reading.unit);
  }

  handleWhat(event) {
    this.what = event.detail.value;
  }

  handleReasonCode(event) {
    this.reasonCode = event.detail.value;
  }

  handleReason(event) {
    this.reason = event.detail.value;
  }

  handleValue(event) {
    this.value = event.detail.value;
  }

  handleCancel() {
    this.dispatchEvent(new CloseActionScreenEvent());
  }

  async handleSave() {
    const fields = [...this.template.querySelectorAll('.field')];
    if (this.isShut || !fields.map((field) => field.reportValidity()).every(Boolean)) {
      return;
    }
    this.isBusy = true;
    this.problem = undefined;
    try {
      const status = await this.save();
      await notifyRecordUpdateAvailable([{ recordId: this.recordId }]);
      this.dispatchEvent(new ShowToastEvent({ title: fill(doneLabel, status), variant: 'success' }));
      this.dispatchEvent(new CloseActionScreenEvent());
    } catch (error) {
      this.problem = messageFor(error, failedLabel);
    } finally {
      this.isBusy = false;
    }
  }

  save() {
    const { recordId: readingId, reason } = this;
    return this.isCorrecting
      ? correct({ readingId, value: Number(this.value), reason })
      : decide({ readingId, status: this.what, reasonCode: this.isRejecting ? this.reasonCode : null, reason });
  }
}
