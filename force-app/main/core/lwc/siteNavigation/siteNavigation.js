import { wire } from 'lwc';
import { CurrentPageReference, NavigationMixin } from 'lightning/navigation';

/**
 * For components that lead to pages of their site. They name them in `pages` ({name}), call `resolveUrls`, and draw links from `urls`
 * with the page's name in `data-name` and `handleOpen` upon a click.
 *
 * @template {new (...args: any[]) => import('lwc').LightningElement} T
 * @param {T} Base
 */
export const SiteNavigationMixin = (Base) =>
  class extends NavigationMixin(Base) {
    /** @type {readonly {readonly name: string, readonly label?: string}[]} */
    pages = [];
    /** Addresses by the pages' names. */
    urls = {};

    async resolveUrls() {
      const names = this.pages.map(({ name }) => name);
      const urls = await Promise.all(names.map((name) => this[NavigationMixin.GenerateUrl](pageOf(name))));
      this.urls = Object.fromEntries(names.map((name, index) => [name, urls[index]]));
    }

    handleOpen(event) {
      event.preventDefault();
      this[NavigationMixin.Navigate](pageOf(event.currentTarget.dataset.name));
    }
  };

/**
 * For the header of a site: `links` to its `pages` ({name, label}) with the current one marked, a way past them to the element `.end`,
 * and the way out.
 *
 * @template {new (...args: any[]) => import('lwc').LightningElement} T
 * @param {T} Base
 */
export const SiteHeaderMixin = (Base) =>
  class extends SiteNavigationMixin(Base) {
    currentPage;

    @wire(CurrentPageReference)
    moved(pageReference) {
      this.currentPage = pageReference?.attributes?.name;
    }

    get links() {
      return this.pages.map(({ name, label }) => ({
        name,
        label,
        url: this.urls[name],
        current: name === this.currentPage ? 'page' : undefined
      }));
    }

    /** The page's content lies outside of this component's reach; the end of the header is as far as it can lead. */
    handleSkip(event) {
      event.preventDefault();
      this.template.querySelector('.end').focus();
    }

    handleLogOut() {
      this[NavigationMixin.Navigate]({ type: 'comm__loginPage', attributes: { actionName: 'logout' } });
    }
  };

function pageOf(name) {
  return { type: 'comm__namedPage', attributes: { name } };
}
