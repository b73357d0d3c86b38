import { LightningElement, api } from 'lwc';
import { context } from 'platform/context';
import { onReference, toUrl } from 'platform/router';

/** The site's navigation menu, from NavigationMenu metadata; items a guest may not use are left out by the server. */
export default class NavigationBar extends LightningElement {
  /** Developer name of the menu (`Default_Navigation`). */
  @api navigationMenuEditor;

  path = location.pathname;

  connectedCallback() {
    this.end = onReference(() => {
      this.path = location.pathname;
    });
  }

  disconnectedCallback() {
    this.end?.();
  }

  get items() {
    const menu = context.menus?.[this.navigationMenuEditor] ?? [];
    return menu
      .map(({ label, type, target, newWindow }) => {
        const url =
          type === 'SalesforceObject'
            ? toUrl({ type: 'standard__objectPage', attributes: { objectApiName: target, actionName: 'list' } })
            : type === 'InternalLink'
              ? `${context.basePath}${target.startsWith('/') ? target : `/${target}`}`
              : target;
        const current = url && this.path.replace(/\/$/, '') === url.replace(/\/$/, '');
        return {
          label,
          url,
          current: current ? 'page' : null,
          target: newWindow ? '_blank' : null,
          cssClass: current ? 'site-nav__link site-nav__link_current' : 'site-nav__link',
        };
      })
      .filter(({ url }) => url);
  }
}
