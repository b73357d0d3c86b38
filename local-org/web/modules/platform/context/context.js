/** The session's context, written by a same-origin script before any module runs (see web-build/context.ts). */
export const context = globalThis.__orgContext ?? {};

/** What data calls begin with: a site's session cookie is valid below the site's own prefix only. */
export const apiBase = context.kind === 'site' ? (context.apiBase ?? context.basePath) : '';

/** `/services/data/v67.0/ui-api`, below the site's prefix in a site. */
export const uiApi = `${apiBase}/services/data/v${context.apiVersion}/ui-api`;
