import { LightningElement, api } from 'lwc';
import { pageConstructor } from 'shell/registry';

/** An app page of App Builder. */
export default class AppPage extends LightningElement {
  @api name;
  @api label;
  component;
  problem;

  async connectedCallback() {
    this.dispatchEvent(new CustomEvent('pagetitle', { detail: { title: this.label, icon: 'standard:apps' } }));
    try {
      this.component = await pageConstructor(this.name);
    } catch (error) {
      this.problem = error.message;
    }
  }
}
