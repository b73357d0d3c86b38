/** Who may open which page of a site. */
import type { Site, SiteRoute } from './site-bundle.ts';

export type RouteDecision = 'show' | 'login' | 'not-a-member';

/** Pages through which one logs in; they are open to guests whatever the site says. */
const ALWAYS_PUBLIC = new Set([
  'login-main',
  'forgot-password',
  'check-password',
  'self-register',
  'error',
  'service-not-available',
  'too-many-requests',
]);

/**
 * Whether a visitor may open a route. A guest of a site without public access sees only routes marked `Public` and the login pages;
 * a logged-in user must be a member of the site (Network.networkMemberGroups).
 */
export function mayEnter(
  site: Site,
  route: SiteRoute,
  visitor: { readonly isGuest: boolean; readonly isMember: boolean },
): RouteDecision {
  if (ALWAYS_PUBLIC.has(route.routeType)) return 'show';
  const open = route.pageAccess === 'Public' || (route.pageAccess === 'UseParent' && site.publicAccess);
  if (visitor.isGuest) return open ? 'show' : 'login';
  if (visitor.isMember) return 'show';
  return open ? 'show' : 'not-a-member';
}
