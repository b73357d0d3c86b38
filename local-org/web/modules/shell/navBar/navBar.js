import { LightningElement, api } from 'lwc';
import { openUrl } from 'platform/router';
import AppLauncher from 'shell/appLauncher';

const OBJECT_PAGES = new Set(['standard__objectPage', 'standard__recordPage', 'standard__recordRelationshipPage']);

/** Address of a tab. */
function urlOfTab(tab) {
  switch (tab.kind) {
    case 'object':
      return `/lightning/o/${tab.target}/list`;
    case 'home':
      return '/lightning/page/home';
    case 'url':
      return tab.target;
    default:
      return `/lightning/n/${tab.apiName}`;
  }
}

/** App name, launcher and the app's tabs; in a console app also the open workspace tabs. */
export default class NavBar extends LightningElement {
  @api app;
  @api apps;
  @api reference;

  get console() {
    return this.app.navType === 'Console';
  }
  get brandStyle() {
    return this.app.brandColor ? `--shell-brand: ${this.app.brandColor}` : '';
  }

  isCurrent(tab) {
    const { type, attributes = {} } = this.reference ?? {};
    if (OBJECT_PAGES.has(type)) {
      return tab.kind === 'object' && tab.target === attributes.objectApiName;
    }
    if (type === 'standard__namedPage') {
      return tab.kind === 'home' && attributes.pageName === 'home';
    }
    return type === 'standard__navItemPage' && tab.apiName === attributes.apiName;
  }

  get items() {
    return this.app.tabs.map((tab) => {
      const current = this.isCurrent(tab);
      return {
        ...tab,
        url: urlOfTab(tab),
        current: current ? 'page' : null,
        cssClass: `slds-context-bar__item ${current ? 'slds-is-active' : ''}`,
      };
    });
  }

  /** The item a console shows beside its tabs: the list one came from. */
  get currentItem() {
    const item = this.items.find(({ current }) => current);
    if (item) {
      this.lastItem = item.apiName;
    }
    return (
      this.items.find(({ apiName }) => apiName === this.lastItem) ??
      this.items[0] ?? { label: 'Home', url: '/lightning/page/home', current: null }
    );
  }

  chooseItem(event) {
    openUrl(event.detail.value);
  }

  async launch() {
    const chosen = await AppLauncher.open({ size: 'medium', label: 'App Launcher', apps: this.apps });
    if (chosen?.app) {
      this.dispatchEvent(new CustomEvent('chooseapp', { detail: chosen.app }));
    } else if (chosen?.url) {
      openUrl(chosen.url);
    }
  }
}
