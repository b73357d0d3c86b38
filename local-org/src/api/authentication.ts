/** Finds the session of a request and guards browser sessions against forged requests. */
import { OrgError } from '../engine/errors.ts';
import type { SiteFacts } from '../engine/operations/sites.ts';
import type { ApiRequest } from './http.ts';
import type { Session, Sessions } from './sessions.ts';
import { sameSecret } from './sessions.ts';

/** Cookie of Lightning; a site's cookie is named after its prefix, so that one browser can hold both. */
export const LIGHTNING_COOKIE = 'sid';

export function cookieName(sitePrefix: string | null): string {
  return sitePrefix === null ? LIGHTNING_COOKIE : `sid_${sitePrefix}`;
}

/** `Set-Cookie` for a session; not `Secure`, as the local org is reached over loopback without TLS. */
export function sessionCookie(token: string, sitePrefix: string | null): string {
  return `${cookieName(sitePrefix)}=${token}; Path=${sitePrefix === null ? '/' : `/${sitePrefix}`}; HttpOnly; SameSite=Lax`;
}

/** `Set-Cookie` that takes the session cookie away. */
export function expiredCookie(sitePrefix: string | null): string {
  return `${sessionCookie('', sitePrefix)}; Max-Age=0`;
}

export interface Found {
  readonly session: Session | null;
  readonly token: string | null;
}

/**
 * The session of a request. A wrong bearer token is an error at once; a wrong cookie is a visitor. A request that changes something
 * and comes with a cookie must carry the session's CSRF token and must not come from another origin.
 */
export function authenticate(request: ApiRequest, sessions: Sessions, site: SiteFacts | null): Found {
  const bearer = bearerToken(request);
  if (bearer !== null) {
    const session = sessions.find(bearer);
    if (!session || session.kind === 'site') throw new OrgError('INVALID_SESSION_ID', 'Session expired or invalid');
    return { session, token: bearer };
  }
  const cookie = request.cookies.get(cookieName(site?.urlPathPrefix ?? null));
  const session = cookie === undefined ? null : sessions.find(cookie);
  if (!session || cookie === undefined || !belongsHere(session, site)) return { session: null, token: null };
  return { session, token: cookie };
}

function belongsHere(session: Session, site: SiteFacts | null): boolean {
  return site === null ? session.kind === 'lightning' : session.kind === 'site' && session.site === site.name;
}

/** Refuses a state-changing request whose session came by cookie without the right token. */
export function checkForgery(request: ApiRequest, session: Session | null): void {
  if (request.method === 'GET' || request.method === 'HEAD' || request.method === 'OPTIONS') return;
  if (bearerToken(request) !== null) return;
  checkSameOrigin(request);
  if (!session) return;
  const given = request.headers['x-csrf-token'];
  if (typeof given !== 'string' || !sameSecret(given, session.csrfToken)) {
    throw new OrgError('CSRF_TOKEN_INVALID', 'The CSRF token is missing or invalid. Reload the page and try again.');
  }
}

/** Refuses what a page of another origin made the browser send (also guards login forms, which have no session yet). */
export function checkSameOrigin(request: ApiRequest): void {
  const { origin, 'sec-fetch-site': fetchSite } = request.headers;
  if (fetchSite === 'cross-site' || fetchSite === 'same-site' || (origin !== undefined && origin !== request.origin)) {
    throw new OrgError('CSRF_TOKEN_INVALID', 'Requests from another origin are refused.');
  }
}

function bearerToken(request: ApiRequest): string | null {
  const header = request.headers.authorization;
  const found = header === undefined ? null : /^(?:Bearer|OAuth)\s+(\S+)$/i.exec(header);
  if (found) return found[1] ?? null;
  const bulk = request.headers['x-sfdc-session'];
  return typeof bulk === 'string' ? bulk : null;
}
