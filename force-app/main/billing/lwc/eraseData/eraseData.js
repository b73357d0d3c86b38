import { LightningElement, api } from 'lwc';
import { CloseActionScreenEvent } from 'lightning/actions';
import { ShowToastEvent } from 'lightning/platformShowToastEvent';
import { notifyRecordUpdateAvailable } from 'lightning/uiRecordApi';
import previewOf from '@salesforce/apex/DataErasureController.preview';
import erase from '@salesforce/apex/DataErasureController.erase';
import { messageFor } from 'c/errors';
import { dayInWords, fill } from 'c/words';
import titleLabel from '@salesforce/label/c.Erase_Title';
import effectsLabel from '@salesforce/label/c.Erase_Effects';
import obstaclesLabel from '@salesforce/label/c.Erase_Obstacles';
import untilLabel from '@salesforce/label/c.Erase_Until';
import groundLabel from '@salesforce/label/c.Erase_Ground';
import confirmLabel from '@salesforce/label/c.Erase_Confirm';
import cancelLabel from '@salesforce/label/c.Withdraw_Cancel';
import doneLabel from '@salesforce/label/c.Erase_Done';
import refusedLabel from '@salesforce/label/c.Erase_Refused';
import failedLabel from '@salesforce/label/c.Erase_Failed';

/** Erases the person on screen: says before what will happen and everything that stands against it, and asks for the ground. */
export default class EraseData extends LightningElement {
  labels = { titleLabel, effectsLabel, obstaclesLabel, groundLabel, confirmLabel, cancelLabel };
  preview;
  ground;
  problem;
  isBusy = false;
  shownId;

  /** A household, a contact of a business, a lead or an application. The action sets it after the component is made. */
  @api
  get recordId() {
    return this.shownId;
  }
  set recordId(recordId) {
    if (recordId && recordId !== this.shownId) {
      this.shownId = recordId;
      this.load();
    }
  }

  get isLoading() {
    return !this.preview && !this.problem;
  }

  get isHindered() {
    return this.preview.obstacles.length > 0;
  }

  get isShut() {
    return this.isBusy || !this.preview || this.isHindered;
  }

  get obstacles() {
    return this.preview.obstacles.map(({ reason, until }) => {
      const day = until ? ` (${fill(untilLabel, dayInWords(until))})` : '';
      return `${reason}${day}`;
    });
  }

  async load() {
    try {
      this.preview = await previewOf({ recordId: this.shownId });
    } catch (error) {
      this.problem = messageFor(error, failedLabel);
    }
  }

  handleGround(event) {
    this.ground = event.detail.value;
  }

  handleCancel() {
    this.dispatchEvent(new CloseActionScreenEvent());
  }

  async handleConfirm() {
    if (this.isShut || !this.refs.ground.reportValidity()) {
      return;
    }
    this.isBusy = true;
    this.problem = undefined;
    try {
      const refusal = await erase({ recordId: this.shownId, ground: this.ground });
      if (refusal) {
        this.problem = fill(refusedLabel, refusal);
        return;
      }
      await notifyRecordUpdateAvailable([{ recordId: this.shownId }]);
      this.dispatchEvent(new ShowToastEvent({ title: doneLabel, variant: 'success' }));
      this.dispatchEvent(new CloseActionScreenEvent());
    } catch (error) {
      this.problem = messageFor(error, failedLabel);
    } finally {
      this.isBusy = false;
    }
  }
}
