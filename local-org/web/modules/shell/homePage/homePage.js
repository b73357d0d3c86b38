import { LightningElement, api } from 'lwc';
import { pageConstructor } from 'shell/registry';

/** The app's home page, or its tabs as large links where it has none. */
export default class HomePage extends LightningElement {
  @api app;
  component;

  async connectedCallback() {
    this.dispatchEvent(new CustomEvent('pagetitle', { detail: { title: 'Home', icon: 'standard:home' } }));
    if (this.app.homePage) {
      this.component = await pageConstructor(this.app.homePage);
    }
  }

  get tabs() {
    return this.app.tabs
      .filter(({ kind }) => kind === 'object')
      .map((tab) => ({ ...tab, url: `/lightning/o/${tab.target}/list` }));
  }
}
