import { boot } from 'platform/boot';
import SiteApp from 'platform/siteApp';

/** Starts a site with its generated pages. */
export const start = (pages) => boot('platform-site-app', SiteApp, { pages });
