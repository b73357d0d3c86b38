import { CloseActionScreenEvent } from 'lightning/actions';
import { ShowToastEvent } from 'lightning/platformShowToastEvent';
import { notifyRecordUpdateAvailable } from 'lightning/uiRecordApi';
import { ChangeMixin } from 'c/changes';

/**
 * For the screen of a quick action that changes the record below it: it closes without a change, or with one.
 *
 * @template {new (...args: any[]) => import('lwc').LightningElement} T
 * @param {T} Base
 */
export const QuickActionMixin = (Base) =>
  class extends ChangeMixin(Base) {
    handleCancel() {
      this.dispatchEvent(new CloseActionScreenEvent());
    }

    /** The change is done: the page below shows the record anew, and says so. */
    async conclude(recordId, title) {
      await notifyRecordUpdateAvailable([{ recordId }]);
      this.dispatchEvent(new ShowToastEvent({ title, variant: 'success' }));
      this.dispatchEvent(new CloseActionScreenEvent());
    }
  };
