import { api } from 'lwc';
import LightningModal from 'lightning/modal';

/** A quick action made of a component. A headless one is invoked and never seen. */
export default class ActionModal extends LightningModal {
  @api component;
  @api recordId;
  @api objectApiName;
  @api headless = false;
  failed;
  invoked = false;

  get frameClass() {
    return this.headless ? 'slds-hide' : 'action';
  }
  get properties() {
    return { recordId: this.recordId, objectApiName: this.objectApiName };
  }

  async renderedCallback() {
    if (this.headless && !this.invoked) {
      this.invoked = true;
      const action = this.template.querySelector('[data-action]');
      try {
        await action.invoke();
        this.close();
      } catch (error) {
        this.headless = false;
        this.failed = error?.body?.message ?? error.message;
      }
    }
  }

  closeScreen(event) {
    event.stopPropagation();
    this.close();
  }

  errorCallback(error, stack) {
    console.error(error, stack);
    this.failed = error?.message ?? String(error);
  }
}
