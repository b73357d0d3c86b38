import { LightningElement, api } from 'lwc';
import loadingLabel from '@salesforce/label/c.Portal_Loading';
import retryLabel from '@salesforce/label/c.Portal_Retry';

/**
 * What stands where data are not: that they are on their way, why they did not come, or that there are none.
 * Fires `retry` when the person asks to try again. What stands between its tags is shown where there is nothing: the first thing to do.
 */
export default class LoadState extends LightningElement {
  @api isLoading = false;
  /** The sentence that says what went wrong; empty when nothing did. */
  @api problem;
  @api isEmpty = false;
  /** That there is nothing, and when there will be something. */
  @api emptyTitle;
  @api emptyHint;

  labels = { loadingLabel, retryLabel };

  handleRetry() {
    this.dispatchEvent(new CustomEvent('retry'));
  }
}
