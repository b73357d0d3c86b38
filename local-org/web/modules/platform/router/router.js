/** The one place that knows which page is shown: addresses, history, and who wants to hear of a change. */
import { context } from 'platform/context';
import * as lightningRoutes from 'platform/lightningRoutes';
import * as siteRoutes from 'platform/siteRoutes';

const routes = context.kind === 'site' ? siteRoutes : lightningRoutes;
const listeners = new Set();
/** Asked before a navigation leaves the page as usual; answering true means "taken" (console tabs, modal actions). */
const interceptors = new Set();

let reference = routes.toReference(location.pathname, location.search);

export const toUrl = (pageReference) => routes.toUrl(pageReference);
export const toReference = (url) => {
  const { pathname, search } = new URL(url, location.href);
  return routes.toReference(pathname, search);
};
export const currentReference = () => reference;

/** Calls `listener(reference)` now and on every change; answers the function that ends it. */
export function onReference(listener) {
  listeners.add(listener);
  listener(reference);
  return () => listeners.delete(listener);
}

export function onNavigate(interceptor) {
  interceptors.add(interceptor);
  return () => interceptors.delete(interceptor);
}

function show(next) {
  reference = next;
  listeners.forEach((listener) => listener(reference));
}

/** True for addresses that this page can show without leaving it. */
export function isOwnUrl(url) {
  const { origin, pathname } = new URL(url, location.href);
  if (origin !== location.origin) {
    return false;
  }
  const base = context.kind === 'site' ? context.basePath : '/lightning';
  const inside = pathname === base || pathname.startsWith(`${base}/`);
  return inside && !/\/(logout|resource|sfsites|secur|services|webruntime)(\/|$)/.test(pathname.slice(base.length));
}

/** Goes to a page reference; `replace` leaves no entry in the history. */
export function navigate(pageReference, replace) {
  for (const interceptor of interceptors) {
    if (interceptor(pageReference, replace)) {
      return;
    }
  }
  const url = toUrl(pageReference);
  if (url === undefined) {
    throw new Error(`No page for ${JSON.stringify(pageReference)}`);
  }
  openUrl(url, pageReference.type === 'standard__webPage' ? pageReference : undefined, replace);
}

/** Goes to an address, inside the page when it can. */
export function openUrl(url, webPage, replace) {
  if (!isOwnUrl(url)) {
    if (webPage) {
      window.open(url, '_blank', 'noopener');
    } else {
      location.assign(url);
    }
    return;
  }
  const target = new URL(url, location.href);
  if (target.href !== location.href) {
    history[replace ? 'replaceState' : 'pushState'](null, '', target);
  }
  show(routes.toReference(target.pathname, target.search));
}

/** Changes the address to a page that is already shown (console tabs), without telling listeners. */
export function rememberUrl(url) {
  if (new URL(url, location.href).href !== location.href) {
    history.pushState(null, '', url);
  }
  reference = routes.toReference(new URL(url, location.href).pathname, new URL(url, location.href).search);
}

window.addEventListener('popstate', () => show(routes.toReference(location.pathname, location.search)));

// Ordinary links inside the application change the page without loading it anew.
document.addEventListener('click', (event) => {
  if (
    event.defaultPrevented ||
    event.button !== 0 ||
    event.metaKey ||
    event.ctrlKey ||
    event.shiftKey ||
    event.altKey
  ) {
    return;
  }
  const anchor = event.composedPath().find((node) => node instanceof HTMLAnchorElement && node.getAttribute('href'));
  if (!anchor || (anchor.target && anchor.target !== '_self') || anchor.hasAttribute('download')) {
    return;
  }
  const href = anchor.getAttribute('href');
  if (href.startsWith('#') || href.startsWith('javascript:') || !isOwnUrl(href)) {
    return;
  }
  event.preventDefault();
  const next = toReference(href);
  for (const interceptor of interceptors) {
    if (interceptor(next, false)) {
      return;
    }
  }
  openUrl(href);
});
