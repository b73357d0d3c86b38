import { LightningElement, api } from 'lwc';

/** A page that says why there is none, and what to do. */
export default class MessagePage extends LightningElement {
  @api heading = 'Page not found';
  @api message = 'This address leads nowhere. It may have been mistyped, or the page has moved.';

  connectedCallback() {
    this.dispatchEvent(new CustomEvent('pagetitle', { detail: { title: this.heading, icon: 'utility:warning' } }));
  }
}
