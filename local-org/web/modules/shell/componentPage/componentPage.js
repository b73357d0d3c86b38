import { LightningElement, api } from 'lwc';
import { componentConstructor } from 'shell/registry';

/** A component as a page of its own: a tab, or an address of the form `/lightning/cmp/c__name`. */
export default class ComponentPage extends LightningElement {
  @api name;
  @api label;
  @api pageReference;
  component;
  problem;

  async connectedCallback() {
    this.dispatchEvent(
      new CustomEvent('pagetitle', { detail: { title: this.label ?? this.name, icon: 'standard:custom' } }),
    );
    try {
      this.component = await componentConstructor(this.name);
    } catch (error) {
      this.problem = error.message;
    }
  }
}
