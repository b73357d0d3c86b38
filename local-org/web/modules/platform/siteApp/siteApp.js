import { LightningElement, api } from 'lwc';
import { context } from 'platform/context';
import { onReference } from 'platform/router';
import { matchRoute } from 'platform/siteRoutes';
import { provideLinks } from 'platform/linkProvider';
import { ShowToastEventName } from 'lightning/platformShowToastEvent';

/** A whole site: the theme layout of the page's view, and the view inside it. Pages are loaded when they are first opened. */
export default class SiteApp extends LightningElement {
  /** `{views: {name: () => import}, layouts: {name: () => import}}`, generated. */
  @api pages;

  layout;
  view;
  recordId;
  objectApiName;
  problem;
  loading = true;
  shownFirst = false;

  get homeUrl() {
    return `${context.basePath}/`;
  }

  connectedCallback() {
    provideLinks(this.template.host);
    // ShowToastEvent does nothing in LWR sites of a real org; saying so beats a toast that production would not show.
    this.template.host.addEventListener(ShowToastEventName, () => {
      console.error('lightning/platformShowToastEvent is not supported in LWR sites: use lightning/toast');
    });
    window.addEventListener('org-session-ended', () => {
      if (!context.user.isGuest) {
        location.assign(
          `${context.basePath}/login?startURL=${encodeURIComponent(location.pathname + location.search)}`,
        );
      }
    });
    this.end = onReference(() => void this.show());
  }

  disconnectedCallback() {
    this.end?.();
  }

  async show() {
    const match = matchRoute(location.pathname);
    const route =
      match?.route ??
      context.routes.find(({ routeType }) => routeType === 'error') ??
      context.routes.find(({ routeType }) => routeType === 'home');
    if (match && context.user.isGuest && !route.guest) {
      location.assign(`${context.basePath}/login?startURL=${encodeURIComponent(location.pathname + location.search)}`);
      return;
    }
    const layoutName = context.layouts[route.view];
    try {
      const [layout, view] = await Promise.all([this.pages.layouts[layoutName](), this.pages.views[route.view]()]);
      // A new view instance for another record: state of the last one must not leak.
      if (this.view === view.default && this.recordId !== match?.recordId) {
        this.view = undefined;
        await Promise.resolve();
      }
      this.layout = layout.default;
      this.recordId = match?.recordId;
      this.objectApiName = match?.route.object;
      // The site's own error page says it in its own words; a visitor who may not see it gets ours.
      const ownErrorPage = !match && route.routeType === 'error' && (route.guest || !context.user.isGuest);
      this.view = match || ownErrorPage ? view.default : undefined;
      this.problem =
        match || ownErrorPage
          ? undefined
          : {
              heading: 'Page not found',
              message: 'This address leads nowhere. It may have been mistyped, or the page has moved.',
            };
    } catch (error) {
      console.error(error);
      this.problem = {
        heading: 'The page could not be loaded',
        message: `${error.message ?? error}. Reload the page to try again.`,
      };
      this.view = undefined;
    }
    this.loading = false;
    document.title = match || this.view ? route.title : 'Page not found';
    // Focus follows the page, so that a screen reader and the keyboard start at its top; not on the first load, where the browser does it.
    if (this.shownFirst) {
      window.scrollTo(0, 0);
      await Promise.resolve();
      this.template.querySelector('main')?.focus({ preventScroll: true });
    }
    this.shownFirst = true;
  }
}
