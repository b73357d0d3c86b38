import { LightningElement, api } from 'lwc';
import previewOf from '@salesforce/apex/DataErasureController.preview';
import erase from '@salesforce/apex/DataErasureController.erase';
import { QuickActionMixin } from 'c/quickAction';
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
export default class EraseData extends QuickActionMixin(LightningElement) {
  labels = { titleLabel, effectsLabel, obstaclesLabel, groundLabel, confirmLabel, cancelLabel };
  preview;
  ground;
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
    await this.attempt(async () => {
      this.preview = await previewOf({ recordId: this.shownId });
    }, failedLabel);
  }

  handleGround(event) {
    this.ground = event.detail.value;
  }

  async handleConfirm() {
    if (this.isShut || !this.refs.ground.reportValidity()) {
      return;
    }
    await this.attempt(async () => {
      const refusal = await erase({ recordId: this.shownId, ground: this.ground });
      if (refusal) {
        this.problem = fill(refusedLabel, refusal);
        return;
      }
      await this.conclude(this.shownId, doneLabel);
    }, failedLabel);
  }
}
