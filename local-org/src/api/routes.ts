/** Every path the org answers beside its pages, and how each family words its failures. */
import { connectCometd } from './cometd/bayeux.ts';
import type { ErrorShape } from './errors.ts';
import { addAdminRoutes } from './local-admin.ts';
import { frontdoor, loginPage, logout, submitLogin } from './browser-login.ts';
import { identity, introspect, revokeToken, singleAccess, token, userInfo } from './oauth.ts';
import { listVersions, resourceMap, restResource } from './rest/rest-api.ts';
import { apexRest, auraApex } from './apex-calls.ts';
import type { Match } from './router.ts';
import { Router } from './router.ts';
import type { Handler, RequestContext } from './services.ts';
import { forgotPassword, setPasswordPage, submitNewPassword } from './set-password.ts';
import { apexSoap } from './soap/apex.ts';
import { metadataSoap } from './soap/metadata.ts';
import { partnerSoap } from './soap/partner.ts';

export interface Route {
  readonly handle: Handler;
  readonly errors: ErrorShape;
  /** True for routes that are reached without a session by design: no CSRF token can be expected. */
  readonly open?: boolean;
  /** True when a 404 leaves the path to the pages. */
  readonly orPage?: boolean;
}

const router = new Router<Route>();
const open = (handle: Handler, errors: ErrorShape): Route => ({ handle, errors, open: true });
const guarded = (handle: Handler, errors: ErrorShape): Route => ({ handle, errors });

router.add('GET', '/services/data', open(listVersions, 'rest'));
router.add('GET', '/services/data/:version', guarded(resourceMap, 'rest'));
router.add('*', '/services/data/:version/*rest', guarded(restResource, 'rest'));
router.add('*', '/services/apexrest/*rest', guarded(apexRest, 'rest'));
router.add('POST', '/webruntime/apex/:method', guarded(auraApex, 'ui'));
router.add('GET', '/webruntime/apex/:method', guarded(auraApex, 'ui'));

router.add('POST', '/services/oauth2/token', open(token, 'oauth'));
router.add('POST', '/services/oauth2/revoke', open(revokeToken, 'oauth'));
router.add('GET', '/services/oauth2/revoke', open(revokeToken, 'oauth'));
router.add('POST', '/services/oauth2/introspect', open(introspect, 'oauth'));
router.add('GET POST', '/services/oauth2/userinfo', open(userInfo, 'rest'));
router.add('GET POST', '/services/oauth2/singleaccess', guarded(singleAccess, 'rest'));
router.add('GET', '/id/:organization/:user', open(identity, 'rest'));

// SOAP carries its session in the envelope, never in a cookie.
router.add('POST', '/services/Soap/u/:version', open(partnerSoap, 'soap'));
router.add('POST', '/services/Soap/u/:version/:organization', open(partnerSoap, 'soap'));
router.add('POST', '/services/Soap/m/:version', open(metadataSoap, 'soap'));
router.add('POST', '/services/Soap/m/:version/:organization', open(metadataSoap, 'soap'));
router.add('POST', '/services/Soap/s/:version', open(apexSoap, 'soap'));
router.add('POST', '/services/Soap/s/:version/:organization', open(apexSoap, 'soap'));

router.add('*', '/cometd/:version', guarded(connectCometd, 'rest'));
router.add('*', '/cometd/:version/*rest', guarded(connectCometd, 'rest'));

router.add('GET POST', '/secur/frontdoor.jsp', open(frontdoor, 'page'));
router.add('GET POST', '/secur/logout.jsp', open(logout, 'page'));
router.add('POST', '/login', open(submitLogin, 'page'));
router.add('GET', '/login', open(loginOrSetPassword, 'page'));
router.add('POST', '/secur/setpassword', open(submitNewPassword, 'page'));
router.add('POST', '/secur/forgotpassword', open(forgotPassword, 'rest'));
addAdminRoutes((methods, pattern, handle) => router.add(methods, pattern, open(handle, 'rest')));

/** A one-time link leads to the login page, as on the platform. */
function loginOrSetPassword(context: RequestContext): ReturnType<Handler> {
  const code = context.request.query.get('c');
  return code === null ? loginPage(context) : setPasswordPage(context, code);
}

/** The route of a path; `'method'` when only the method is wrong, null when the path is a page's. */
export function findRoute(method: string, path: string): Match<Route> | 'method' | null {
  return router.find(method === 'HEAD' ? 'GET' : method, path);
}

/** Below `/services/data` the UI API words its errors for forms. */
export function restShape(path: string): ErrorShape {
  return /^\/services\/data\/v[\d.]+\/ui-api(\/|$)/i.test(path) ? 'ui' : 'rest';
}
