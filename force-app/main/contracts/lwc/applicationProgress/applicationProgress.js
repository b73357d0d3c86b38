import { LightningElement, api, wire } from 'lwc';
import { refreshApex } from '@salesforce/apex';
import applicationOf from '@salesforce/apex/ApplicationController.application';
import { messageFor } from 'c/errors';
import { stepsOf } from 'c/applicationSteps';
import titleLabel from '@salesforce/label/c.Detail_Progress';
import failedLabel from '@salesforce/label/c.Portal_Load_Failed';
import refreshLabel from '@salesforce/label/c.Portal_Refresh';

/** How far an application has come: signed is not yet supplied, so every step shows its own time. */
export default class ApplicationProgress extends LightningElement {
  @api recordId;

  labels = { titleLabel, refreshLabel };
  steps;
  problem;
  received;
  isFresh = false;

  @wire(applicationOf, { applicationId: '$recordId' })
  receive(received) {
    this.received = received;
    const { data, error } = received;
    if (data) {
      this.steps = stepsOf(data);
      this.problem = undefined;
      if (!this.isFresh) {
        // Signature and market answer in their own time: what an earlier visit has cached may be old.
        this.isFresh = true;
        refreshApex(received);
      }
    } else if (error) {
      this.problem = messageFor(error, failedLabel);
    }
  }

  get isLoading() {
    return !this.steps && !this.problem;
  }

  async handleRefresh() {
    await refreshApex(this.received);
  }
}
