import { LightningElement, api } from 'lwc';

/** Holds one component of a page, so that its failure shows as a panel and leaves the rest of the page alive. */
export default class Frame extends LightningElement {
  @api component;
  @api properties = {};
  @api name = 'component';
  failed = false;
  message;

  get heading() {
    return `${this.name} failed`;
  }

  errorCallback(error, stack) {
    this.failed = true;
    this.message = error?.message ?? String(error);
    // For the developer: the panel shows only the message.
    console.error(error, stack);
  }
}
