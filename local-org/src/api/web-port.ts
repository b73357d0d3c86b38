/**
 * The seam to the browser side (`web-build/`, `sites/`): who serves pages, and what pages may rely on.
 *
 * Pages of Lightning live under `/lightning`, pages of a site under `/<urlPathPrefix>`. A page of a site calls the data APIs below its
 * own prefix (`/<prefix>/services/data/vNN.N/ui-api/…`, `/<prefix>/webruntime/apex/Class.method`), because its session cookie has the
 * prefix as its path; pages of Lightning call them at the root. Every POST, PATCH, PUT and DELETE carries `X-CSRF-Token`.
 * Login forms post `username`, `password`, `startURL` to `/login` or `/<prefix>/login` (form or JSON; JSON is answered with `{url}`);
 * `/secur/logout.jsp` and `/<prefix>/secur/logout.jsp` end a session.
 */
import type { ApiRequest, ApiResponse } from './http.ts';

/** The session behind the page's cookie. */
export interface BrowserSession {
  readonly userId: string;
  /** Sent back in `X-CSRF-Token`. */
  readonly csrfToken: string;
  /** Site name (`Agency_Portal`), or null for Lightning. */
  readonly site: string | null;
}

/**
 * Serves a page or asset, or answers null when the path is none of its own. `session` is null for a visitor who has not logged in;
 * the handler decides whether the page needs a login and redirects.
 */
export type WebHandler = (request: ApiRequest, session: BrowserSession | null) => Promise<ApiResponse | null>;
