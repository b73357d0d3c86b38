import { LightningElement, api } from 'lwc';
import refreshLabel from '@salesforce/label/c.Portal_Refresh';

/**
 * What stands above a list: its title, what there is to say about the whole, and a button to read it again.
 * @fires ListHead#refresh
 */
export default class ListHead extends LightningElement {
  /** Empty where the page around it names the list already. */
  @api listTitle;
  /** Announced when it changes. */
  @api note;
  @api isRefreshable = false;
  @api isBusy = false;

  labels = { refreshLabel };

  handleRefresh() {
    this.dispatchEvent(new CustomEvent('refresh'));
  }
}
