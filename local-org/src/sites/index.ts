/** Experience Cloud sites: their DigitalExperienceBundles read and turned into Lightning web components. */
export { readSite } from './site-bundle.ts';
export type { Site, SiteRoute, SiteSources, SiteView, ThemeLayout } from './site-bundle.ts';
export { generateSite, SITE_COMPONENTS } from './generate-site.ts';
export type { GeneratedSite, SiteGenerationFacts } from './generate-site.ts';
export { mayEnter } from './route-access.ts';
export type { RouteDecision } from './route-access.ts';
export { escapeTemplateText, moduleName, tagName } from './module-names.ts';
