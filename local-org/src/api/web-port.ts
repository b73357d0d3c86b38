/**
 * The seam to `local-org/web` and `sites/`: who serves pages, and what pages may rely on.
 *
 * Pages of Lightning live under `/lightning`, pages of a site under `/<urlPathPrefix>`. A page of a site calls the data APIs below its
 * own prefix (`/<prefix>/services/data/vNN/ui-api/…`, `/<prefix>/webruntime/apex/Class.method`), so that its session cookie, whose
 * path is the prefix, is the one that counts. State-changing calls carry the header `X-CSRF-Token` with `session.csrfToken`.
 */
import type { ApiRequest, ApiResponse } from './http.ts';

/** Who looks at a page. */
export interface BrowserSession {
  readonly userId: string;
  readonly username: string;
  readonly displayName: string;
  readonly language: string;
  readonly locale: string;
  readonly timeZone: string;
  readonly currency: string;
  /** Sent back in `X-CSRF-Token` with every POST, PATCH, PUT and DELETE. */
  readonly csrfToken: string;
  /** Site name (`Agency_Portal`), or null for Lightning. */
  readonly site: string | null;
}

/**
 * Serves a page or asset, or answers null when the path is none of its own. `session` is null for a visitor who has not logged in;
 * the handler decides whether the page needs a login and redirects to `/login` or `/<prefix>/login`.
 */
export type WebHandler = (request: ApiRequest, session: BrowserSession | null) => Promise<ApiResponse | null>;
